"""A pool of warm processes: who gets which, and that none outlives it. No process is needed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.adapters.jail import Pool
from pipeline.errors import NotYet


class Worker:
    """What a pool keeps, and how it fares."""

    def __init__(self, kept):
        self.usable, self.ended = True, False
        self.thread = threading.get_ident()
        kept.append(self)

    def is_usable(self):
        return self.usable

    def end(self):
        self.ended = True


@pytest.fixture
def kept():
    """Every worker that was ever started."""
    return []


@pytest.fixture
def pool(kept):
    made = Pool(lambda: Worker(kept), places=2, what="the readers", trouble="T06")
    yield made
    made.close()


def use(pool):
    with pool.place() as place:
        return place.worker()


def test_one_that_is_warm_is_used_again_and_no_other_is_started(pool, kept):
    assert use(pool) is use(pool)
    assert len(kept) == 1


def test_one_of_no_more_use_is_ended_and_replaced(pool, kept):
    first = use(pool)
    first.usable = False
    second = use(pool)
    assert (first.ended, second.ended) == (True, False)
    with pool.place() as place:
        place.clear()
        assert place.here is None
    assert second.ended
    assert len(kept) == 2


def test_two_at_once_get_one_each_and_a_third_waits(pool):
    with ThreadPoolExecutor(1) as threads:
        with pool.place() as one, pool.place() as other:
            pair = [one.worker(), other.worker()]
            third = threads.submit(use, pool)
            with pytest.raises(TimeoutError):
                third.result(0.05)
        assert third.result(5) in pair
    assert pair[0] is not pair[1]


def test_all_are_started_on_one_thread_that_is_nobody_s(pool, kept):
    pool.warm()
    with pool.place() as one, pool.place() as other:
        one.worker(), other.worker()
    assert len(kept) == 2
    assert {each.thread for each in kept} & {threading.get_ident()} == set()
    assert len({each.thread for each in kept}) == 1


def test_one_that_does_not_start_is_told_and_tried_again_next_time(kept):
    troubles = [NotYet("no memory", "T06")]

    def start():
        if troubles:
            raise troubles.pop()
        return Worker(kept)

    pool = Pool(start, places=1, what="the readers", trouble="T06")
    with pytest.raises(NotYet, match="no memory"):
        use(pool)
    assert use(pool) is kept[0]
    pool.close()


def test_renewed_ones_are_ended_but_not_the_one_in_use(pool, kept):
    with pool.place() as place:
        working = place.worker()
        idle = use(pool)
        pool.renew()
        assert (working.ended, idle.ended) == (False, True)
    assert use(pool) is working


def test_closed_pool_has_ended_all_and_whoever_waits_learns_of_it(kept):
    pool = Pool(lambda: Worker(kept), places=1, what="the readers", trouble="T06")
    with ThreadPoolExecutor(2) as threads:
        with pool.place() as place:
            place.worker()
            waits = threads.submit(use, pool)
            closes = threads.submit(pool.close)
            while not pool.is_closed:
                pass
        closes.result(5)
        with pytest.raises(NotYet, match="the readers was stopped"):
            waits.result(5)
    pool.close()
    assert all(each.ended for each in kept)
    with pytest.raises(NotYet) as told:
        use(pool)
    assert told.value.code == "T06"
