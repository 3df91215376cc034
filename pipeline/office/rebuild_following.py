"""What a rebuilding tells the new ledger right after: of berkas that stand in the archive."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import Cycle
from pipeline.domain.decide import decide
from pipeline.domain.sop import Sop
from pipeline.office.establishing import filing_event
from pipeline.office.rebuilding import Plan
from pipeline.office.receiving import enter
from pipeline.office.surroundings import Surroundings
from pipeline.ports.store import Happening, Store


def receive_again(store: Store, plan: Plan) -> None:
    """Tell of each berkas of another office that stands in the archive that it is this one's."""
    for event in plan.received:
        enter(store, event, plan.order.at)


def file_again(store: Store, plan: Plan, office: Surroundings, *, prolongs: bool) -> None:
    """Tell of each berkas that stands in the archive that it was filed; the cycle goes on by it."""
    for cycle_id, testimony in plan.filed:
        at = plan.order.at

        def judge(
            cycle: Cycle | None, sop: Sop | None, registers: Mapping[str, int], at: datetime = at
        ) -> Decision:
            if cycle is None or sop is None:
                raise LookupError("the cycle was not established")
            context = Context(
                now=at,
                sop=sop,
                roster=office.roster,
                calendar=office.calendar,
                next_number=registers,
                prolongs=prolongs,
            )
            return decide(context, cycle, filing_event(testimony))  # noqa: B023 - called at once

        happening = Happening(
            key=f"rebuilt-filed:{plan.order.seq}:{cycle_id}",
            at=at,
            event=filing_event(testimony),
            cycle=cycle_id,
            surroundings=office.digest(prolongs=prolongs),
        )
        store.apply(happening, judge)
