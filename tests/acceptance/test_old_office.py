"""An office that has worked for ages: its day costs what it costs a young one."""

from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.pool import Pool

from tools.old_office import grow_old

FEW, MANY = 10, 120


@contextmanager
def counted():
    """Instructions of SQLite's machine, in tens, of all databases that are used meanwhile."""
    tens = [0]

    def tick():
        tens[0] += 1

    def watch(connection, *_):
        connection.set_progress_handler(tick, 10)

    event.listen(Pool, "checkout", watch)
    try:
        yield tens
    finally:
        event.remove(Pool, "checkout", watch)


def test_starting_filing_and_the_board_ask_no_more_of_a_database_that_remembers_much(at):
    asked = {}
    for berkas in (FEW, MANY):
        sim = at("13", before=lambda root, berkas=berkas: grow_old(root, berkas))
        with counted() as tens:
            sim.hand_in("japel-tu", "Berita Acara")
            sim.work()
        assert sim.store.cycle("2026-tw3")[0].berkas_path
        assert "Triwulan III 2026" in (sim.root / "PAPAN STATUS.html").read_text("utf-8")
        asked[berkas] = tens[0]
        sim.close()
    assert asked[MANY] <= 1.2 * asked[FEW], asked
