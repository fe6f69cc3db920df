"""Each figure as a row of docs/benchmarks.md: what was measured, and what was wished."""

from collections.abc import Callable
from typing import Any

Found = dict[str, Any]


def _overhead(found: Found) -> str:
    return (
        f"Engine overhead, {found['calls']} calls of {found['latency_s'] * 1000:.0f} ms"
        f" | {found['ratio']:.3f} times bare LangGraph ({found['durable_s']} s to"
        f" {found['bare_s']} s, median of {found['pairs']})"
    )


def _faults(found: Found) -> str:
    return (
        f"{found['runs']} runs, {found['fault_rate']:.0%} of calls fail"
        f" | {found['completed_share']:.1%} completed, {found['stuck']} stuck;"
        f" {found['failed_calls']} of {found['calls']} calls failed; {found['seconds']:.0f} s"
    )


def _memory(found: Found) -> str:
    return (
        f"Web process, {found['campaigns_opened']} finished campaigns opened"
        f" | {found['web_process_mb']} MB"
    )


def _lag(found: Found) -> str:
    alone, watched = found["loop_lag_ms_unwatched"], found["loop_lag_ms_with_a_page_open"]
    return (
        f"Event loop lag in runs, p99 | {alone['p99']} ms with four runs at work;"
        f" {watched['p99']} ms with one run and a page open"
    )


def _start(found: Found) -> str:
    times = found["times"]
    return f"Second start, command to /healthz | {found['seconds']} s (median of {times})"


def _timeline(found: Found) -> str:
    return (
        f"Timeline of a run with {found['calls']} model calls, from a click to its calls drawn"
        f" | {found['drawn_ms']:.0f} ms (median; worst {found['drawn_worst_ms']:.0f} ms)"
    )


def _exports(found: Found) -> str:
    each = ", ".join(f"{name} {took:.0f} ms" for name, took in found["write_ms"].items())
    return (
        f"The same run read and written as a file"
        f" | read {found['read_ms']:.0f} ms; {each} (worst {found['write_worst_ms']:.0f} ms)"
    )


def _versions(found: Found) -> str:
    return (
        f"{found['versions']} versions of {found['words']:,} words, campaign page opened"
        f" | {found['article_ms']:.0f} ms to the article, {found['rail_ms']:.0f} ms to the versions"
        f" (medians; worst {found['open_worst_ms']:.0f} ms)"
    )


def _differences(found: Found) -> str:
    return (
        f"Two of these versions compared | {found['diff_ms']:.0f} ms (median; worst"
        f" {found['diff_worst_ms']:.0f} ms); over HTTP {found['diff_http_ms']:.0f} ms (worst"
        f" {found['diff_http_worst_ms']:.0f} ms)"
    )


def _again(found: Found) -> str:
    its = found["again"]
    return (
        f"One agent again from the cache, from the click to the result shown"
        f" | {its['shown_ms']:.0f} ms (median of {its['times']}; worst {its['worst_ms']:.0f} ms);"
        f" {its['speed_up']} times as quick as the {its['real_s']} s on the demo model"
    )


def _editing(found: Found) -> str:
    return (
        f"{found['keys']} keys at {found['keys_a_second']:.0f} a second in the editor,"
        f" the scores follow the pause"
        f" | after {found['after_the_pause_ms']:.0f} ms (median; worst"
        f" {found['after_the_pause_worst_ms']:.0f} ms); {found['keys_lost']} keys lost"
    )


def _list(found: Found) -> str:
    return (
        f"{found['campaigns']:,} campaigns in the list, first content"
        f" | {found['first_content_ms']:.0f} ms (median; worst {found['first_worst_ms']:.0f} ms)"
    )


def _list_updates(found: Found) -> str:
    return (
        f"{found['live']} of them live with {found['events_a_second']:.0f} events a second,"
        f" an update reaches the page"
        f" | p50 {found['update_p50_ms']:.0f} ms, p95 {found['update_p95_ms']:.0f} ms;"
        f" the server used {found['server_cpu']:.0%} of a core"
    )


def _bytes(found: Found) -> str:
    return (
        f"Bytes to one watcher of a run, article of {found['article_characters']:,} characters"
        f" | {found['times_the_article']} times the article"
    )


def _crowd(found: Found) -> str:
    return (
        f"{found['watchers']} watchers of one campaign, event to client"
        f" | progress p95 {found['progress']['p95_ms']:.0f} ms,"
        f" text p95 {found['tail']['p95_ms']:.0f} ms;"
        f" p50 {found['progress_p50_ratio']} and {found['tail_p50_ratio']} times a bare broadcast"
    )


def _hundred(found: Found) -> str:
    return (
        f"{found['campaigns']} campaigns at work, one watcher each,"
        f" {found['chunks_a_second']:.0f} pieces of text a second"
        f" | p50 {found['p50_ms']:.0f} ms, p95 {found['p95_ms']:.0f} ms"
        f" ({found['updates_a_second']} updates a second each)"
    )


def _disconnects(found: Found) -> str:
    wrong = sum(found["not_as_the_tables"].values())
    return (
        f"{found['disconnects']:,} disconnects of {found['watchers']} watchers in one run"
        f" | {wrong} values differ from the tables at the end"
    )


def _soak(found: Found) -> str:
    return (
        f"{found['watchers']} watchers for {found['minutes']:.0f} minutes, {found['runs']} runs"
        f" | {found['connections_held']:.2%} of the connections held; server"
        f" {found['server_mb_first_run']} MB after its first run,"
        f" {found['server_mb_start']} MB with full caches, {found['server_mb_end']} MB at the end"
    )


def _urgent(found: Found) -> str:
    return (
        f"Urgent behind a batch of {found['batch']}, until it starts"
        f" | {found['wait_s']} s (median of {found['times']}; worst {found['longest_wait_s']} s);"
        f" an agent takes {found['mean_agent_s']} s, at most {found['longest_agent_s']} s"
    )


def _queue(found: Found) -> str:
    first = "urgent first" if found["urgent_first"] else "urgent NOT first"
    return (
        f"{found['runs']} runs queued at once, limit {found['limit']}"
        f" | {found['ratio']:.3f} times the ideal ({found['seconds']} s to"
        f" {found['ideal_seconds']} s); at most {found['most_at_once']} at a time, {first}"
    )


def _kills(found: Found) -> str:
    return (
        f"{found['runs']} runs, their process killed {found['killed']} times"
        f" | {found['lost']} lost, {found['doubled_results']} results doubled"
    )


def _fleet(where: str) -> Callable[[Found], str]:
    def tell(found: Found) -> str:
        return (
            f"{found['campaigns']} campaigns, limit {found['limit']}, {where}"
            f" | {found['ratio']:.3f} times the ideal ({found['seconds']} s to"
            f" {found['ideal_seconds']} s), {found['completed']} completed"
        )

    return tell


def _chaos(found: Found) -> str:
    return (
        f"{found['campaigns']} campaigns, 3 workers, {found['killed']} killed and"
        f" {found['frozen']} frozen meanwhile, {found['servers_restarted']} servers restarted"
        f" | {found['completed']} completed, {found['doubled_results']} results doubled;"
        f" longest wait after a death {found['longest_wait_after_a_death_s']} s"
        f" ({found['runs_taken_over']} runs taken over)"
    )


def _rate(found: Found) -> str:
    return (
        f"{found['limit']} requests a minute allowed, {found['seconds'] / 60:.1f} minutes"
        f" | at most {found['most_in_a_window']} in any 60 s;"
        f" {found['used_after_the_first']:.1%} used after the first"
    )


def _growth(found: Found) -> str:
    last = found["points"][-1]
    return (
        f"Memory of the process with {last['campaigns']:,} campaigns, limit {found['limit']}"
        f" | {last['kb_per_queued']:.0f} kB per queued and {last['kb_per_running']:,.0f} kB per"
        f" running campaign on top of {last['idle_mb']:.0f} MB"
    )


ROWS: tuple[tuple[str, Callable[[Found], str], str], ...] = (
    ("overhead_200ms", _overhead, "1.05 at most"),
    ("overhead_0ms", _overhead, "reported"),
    ("faults", _faults, "99 % at least, none stuck"),
    ("memory_and_lag", _memory, "reported"),
    ("memory_and_lag", _lag, "20 ms"),
    ("second_start", _start, "under 5 s"),
    ("versions", _versions, "under 1,000 ms"),
    ("versions", _differences, "under 100 ms"),
    ("timeline", _timeline, "under 500 ms"),
    ("timeline", _exports, "under 200 ms"),
    ("examples", _again, "under 300 ms"),
    ("editing", _editing, "under 150 ms, none lost"),
    ("queue", _queue, "1.15 at most, never more than the limit, urgent first"),
    ("kills", _kills, "none lost"),
    ("urgent", _urgent, "within one agent's duration"),
    ("rate_limit", _rate, "never more than 60, 95 % at least"),
    ("bytes", _bytes, "under 40 times"),
    ("crowd", _crowd, "progress under 100 ms, text under 150 ms; 3 times at most"),
    ("crowd_200", _crowd, "3 times a bare broadcast at most"),
    ("hundred", _hundred, "p95 under 250 ms"),
    ("disconnects", _disconnects, "none"),
    ("soak", _soak, "over 99.9 %, memory flat"),
    ("list", _list, "under 1,000 ms"),
    ("list", _list_updates, "under 300 ms"),
    ("fleet_sqlite", _fleet("one process on SQLite"), "1.15 at most"),
    ("fleet_postgres", _fleet("three workers on PostgreSQL"), "1.15 at most"),
    ("fleet_sqlite_200", _fleet("one process on SQLite"), "1.15 at most"),
    ("fleet_postgres_200", _fleet("three workers on PostgreSQL"), "1.15 at most"),
    ("chaos", _chaos, "all completed, none doubled, under 20 s"),
    ("growth", _growth, "reported"),
)
