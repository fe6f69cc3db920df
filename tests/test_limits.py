import pytest

from contentflow.errors import TooManyRequests
from contentflow.limits import Attempts, TokenBucket


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def taken(bucket: TokenBucket, key: str, tries: int) -> int:
    count = 0
    for _ in range(tries):
        try:
            bucket.take(key)
        except TooManyRequests:
            continue
        count += 1
    return count


def test_a_burst_is_allowed_then_the_rate() -> None:
    clock = Clock()
    bucket = TokenBucket(rate=1, burst=30, message="slow down", clock=clock)
    assert taken(bucket, "a", 40) == 30
    clock.time += 5
    assert taken(bucket, "a", 40) == 5
    clock.time += 1_000
    assert taken(bucket, "a", 40) == 30


def test_keys_do_not_share() -> None:
    bucket = TokenBucket(rate=1, burst=2, message="slow down", clock=Clock())
    assert [taken(bucket, key, 3) for key in ("a", "b")] == [2, 2]


def test_it_says_when_to_come_back() -> None:
    clock = Clock()
    bucket = TokenBucket(rate=0.5, burst=1, message="slow down", clock=clock)
    bucket.take("a")
    with pytest.raises(TooManyRequests, match="slow down") as caught:
        bucket.take("a")
    assert caught.value.retry_after == pytest.approx(2.0)
    clock.time += caught.value.retry_after
    bucket.take("a")


def test_failures_are_counted_in_a_moving_window() -> None:
    clock = Clock()
    attempts = Attempts(3, 60, "wait {minutes} minutes", clock)
    for _ in range(3):
        attempts.begin("a")
        clock.time += 10
    with pytest.raises(TooManyRequests, match="wait 1 minutes") as caught:
        attempts.begin("a")
    assert caught.value.retry_after == pytest.approx(30.0)
    attempts.begin("b")
    clock.time += 30
    attempts.begin("a")


def test_success_forgets_failures() -> None:
    attempts = Attempts(1, 60, "wait", Clock())
    for _ in range(3):
        attempts.begin("a")
        attempts.forget("a")


def test_a_flood_of_keys_takes_no_more_memory() -> None:
    bucket = TokenBucket(rate=1, burst=1, message="slow down", clock=Clock())
    attempts = Attempts(1, 60, "wait", Clock())
    for number in range(10_050):
        bucket.take(str(number))
        attempts.begin(str(number))
    assert len(bucket._levels) == 10_000
    assert len(attempts._times) == 10_000
