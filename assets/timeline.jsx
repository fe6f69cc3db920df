import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";

const LOW = "(max-height: 860px) and (min-width: 900px)";
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400]; // s
const TICKS = 8; // at most, where the whole run is in view
const ZOOMS = [1, 2, 4, 8, 16, 32, 64];
const REFRESH = 2000; // ms

/* The band, folded to its head in a low window, or as its reader wishes. */
export function Fold({ children }) {
  const [wish, setWish] = useState(null);
  const low = useMedia(LOW);
  const open = wish ?? !low;
  return (
    <section aria-label="Timeline" className="timeline" data-fold={open ? "open" : "shut"}>
      <button
        type="button"
        className="btn sm icon ghost fold"
        aria-expanded={open}
        aria-controls="timeline-body"
        aria-label={open ? "Fold the timeline" : "Unfold the timeline"}
        onClick={() => setWish(!open)}
      >
        <Icon path={open ? "m6 9 6 6 6-6" : "m18 15-6-6-6 6"} />
      </button>
      {children}
    </section>
  );
}

function useMedia(query) {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const heed = () => setMatches(media.matches);
    media.addEventListener("change", heed);
    return () => media.removeEventListener("change", heed);
  }, [query]);
  return matches;
}

/* The chart's ground: its axis, what moves (`marks`, as CSS numbers for the bars inside), and zoom.
   Bars say in seconds where they begin and end; styles make that a place. */
export function Gantt({ length, scales, marks, now, children }) {
  const box = useRef(null);
  const [zoom, middle, turn] = useZoom(box);
  const style = { "--zoom": zoom, "--length": length };
  for (const [name, value] of Object.entries(marks)) style[`--${name}`] = value;
  const ticks = ticksOf(scales, length, marks.now, TICKS * zoom);
  const at = (seconds) => ({ left: `${(100 * seconds) / length}%` });
  return (
    <div
      ref={box}
      className="gantt_scroll"
      tabIndex={0}
      role="group"
      aria-label="Chart of the run. Plus and minus zoom, 0 shows the whole run."
      onKeyDown={(event) => keyed(event, middle, turn)}
    >
      <div className="gantt" style={style}>
        <div className="grid" aria-hidden="true">
          {ticks.map(([seconds]) => <i key={seconds} style={at(seconds)} />)}
        </div>
        {children}
        <div className="zoom">
          <button type="button" className="btn sm icon ghost" aria-label="Zoom out" disabled={zoom === 1} onClick={() => turn(-1)}>
            <Icon path="M5 12h14" />
          </button>
          <button type="button" className="btn sm ghost" aria-label="Show the whole run" aria-pressed={zoom === 1} onClick={() => turn(0)}>
            Fit
          </button>
          <button type="button" className="btn sm icon ghost" aria-label="Zoom in" disabled={zoom === ZOOMS.at(-1)} onClick={() => turn(1)}>
            <Icon path="M5 12h14M12 5v14" />
          </button>
        </div>
        <div className="axis" aria-hidden="true">
          {ticks.map(([seconds, said]) => <span key={seconds} style={at(seconds)}>{said}</span>)}
          {now && <span className="nowtag" style={{ "--at": at(marks.now).left }}>{now}</span>}
        </div>
      </div>
    </div>
  );
}

/* The zoom, and how to change it by steps (0: back to the whole) around the middle of the view. */
function useZoom(box) {
  const [zoom, setZoom] = useState(1);
  const share = useRef(0.5);
  useLayoutEffect(() => {
    const view = box.current;
    view.scrollLeft = share.current * view.scrollWidth - view.clientWidth / 2;
  }, [zoom]);
  const turn = (by) => {
    const view = box.current;
    share.current = (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth;
    const next = ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(zoom) + by))];
    setZoom(by ? next : 1);
  };
  const jump = (share) => { box.current.scrollLeft = share * box.current.scrollWidth; };
  return [zoom, jump, turn];
}

function keyed(event, jump, turn) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const deeds = { "+": () => turn(1), "=": () => turn(1), "-": () => turn(-1), 0: () => turn(0) };
  if (event.target === event.currentTarget) Object.assign(deeds, { Home: () => jump(0), End: () => jump(1) });
  const deed = deeds[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
}

/* Where the axis has marks, and the run's clock there. A standstill that is cut short has none. */
function ticksOf(scales, length, now, most) {
  const step = STEPS.find((one) => length / one <= most) ?? STEPS.at(-1);
  const found = [];
  for (const [left, right, clock] of scales) {
    const end = right ?? (length > now ? length * 0.98 : now);
    for (let count = Math.max(0, Math.ceil(clock / step)); ; count++) {
      const place = left + count * step - clock;
      if (place > end || found.length > 10 * most) break;
      if (!found.length || place - found.at(-1)[0] > step * 0.6) found.push([place, said(count * step, step)]);
    }
  }
  return found;
}

function said(seconds, step) {
  const whole = Math.floor(seconds + 1e-6);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (number) => String(number).padStart(2, "0");
  const part = step < 1 ? `.${Math.round((seconds - whole) * 10)}` : "";
  return `${hours ? `${hours}:${pad(minutes)}` : minutes}:${pad(rest)}${part}`;
}

/* One agent's model calls as small boxes, each with its details on hover and focus. Arrow keys step
   through them. While the agent works, more are asked for now and then. */
export function Calls({ rows, label, live, onRefresh }) {
  const [shown, setShown] = useState(null);
  useRefresh(live, onRefresh);
  const told = rows[shown];
  const point = (event) => {
    const number = event.target.dataset?.call;
    if (number !== undefined) setShown(Number(number));
  };
  return (
    <>
      <div className="lbl sub muted num">{rows.length === 1 ? "1 model call" : `${rows.length} model calls`}</div>
      <div className="trk calls" role="group" aria-label={`Model calls of ${label}`} onMouseOver={point} onFocus={point} onKeyDown={stepped}>
        <Boxes rows={rows} />
      </div>
      <div className="lbl sub" />
      <div className="told num" aria-hidden="true">{/* each box says it itself */}
        {told ? <><i className={`call ${told[2]}`} aria-hidden="true" />{wordsOf(told)}</> : <span className="muted">Point at a call for its details, or step with the arrow keys</span>}
      </div>
    </>
  );
}

/* The same in a table. */
export function CallTable({ rows, label, live, onRefresh }) {
  useRefresh(live, onRefresh);
  const heads = ["Model call", "How it went", "Began", "Took", "Tokens", "Cost", "What was wrong"];
  return (
    <table className="tl_table num">
      <caption>Model calls of {label}</caption>
      <thead><tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
      <tbody>
        {rows.map(([, , kind, which, attempt, began, took, tokens, cost, wrong], number) => (
          <tr key={number}>
            <th scope="row">{which}</th>
            <td>{[WENT[kind], attempt].filter(Boolean).join(", ")}</td>
            <td>{began}</td><td>{took}</td><td>{tokens}</td><td>{cost}</td><td>{wrong}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const WENT = { done: "Answered", failed: "Failed", open: "Under way", cut: "Cut off" };

const Boxes = memo(function Boxes({ rows }) {
  return rows.map((row, number) => (
    <button
      key={number}
      type="button"
      data-call={number}
      tabIndex={number ? -1 : 0}
      className={`call ${row[2]}`}
      style={{ "--s": row[0], "--e": row[1] ?? "var(--now)" }}
      aria-label={wordsOf(row)}
    />
  ));
});

function wordsOf([, , kind, which, attempt, began, took, tokens, cost, wrong]) {
  const parts = [which, WENT[kind].toLowerCase(), attempt, `at ${began}`, took, tokens && `tokens ${tokens}`, cost, wrong];
  return parts.filter(Boolean).join(" · ");
}

function stepped(event) {
  const here = event.target.closest?.("[data-call]");
  const next = {
    ArrowRight: here?.nextElementSibling,
    ArrowLeft: here?.previousElementSibling,
    Home: here?.parentElement.firstElementChild,
    End: here?.parentElement.lastElementChild,
  }[event.key];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/* Asks again and again while the agent is at work, and once more when it is done. */
function useRefresh(live, onRefresh) {
  const ask = useRef(onRefresh);
  const was = useRef(false);
  ask.current = onRefresh;
  useEffect(() => {
    if (was.current && !live) ask.current();
    was.current = live;
    if (!live) return undefined;
    const timer = setInterval(() => document.hidden || ask.current(), REFRESH);
    return () => clearInterval(timer);
  }, [live]);
}

function Icon({ path }) {
  return <svg className="i s14" viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg>;
}
