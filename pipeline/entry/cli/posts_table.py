"""``paraf posts``: who holds which post, and who acts for whom from when to when."""

from datetime import date
from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.entry.cli.common import out, print_json
from pipeline.entry.cli.keyring import Keyring
from pipeline.office.authority import entitled
from pipeline.wiring import Workplace
from pipeline.wording.indonesian import nip_grouped
from pipeline.wording.visible import visible


def show(workplace: Workplace, *, as_json: bool) -> None:
    """Print every post, its holder today, and its acting holders."""
    at = workplace.office.tools.clock.now()
    today = workplace.office.surroundings.today(at)
    facts = [_facts(workplace, post, today) for post in workplace.config.posts]
    if as_json:
        print_json(facts)
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in ("post", "holder today", "NIP", "acting", "may sign"):
        table.add_column(head, no_wrap=head in ("post", "NIP"))
    for each in facts:
        holder = f"{each['capacity'] or ''} {each['holder']}".strip()
        acting = "; ".join(
            f"{one['capacity']} {one['holder']}, {one['from']} – {one['until']}"
            for one in each["acting"]
        )
        table.add_row(
            each["post"],
            Text(visible(holder)),
            nip_grouped(each["nip"]),
            Text(visible(acting or "-")),
            "yes" if each["may_sign"] else "-",
        )
    out.print(table)


def _facts(workplace: Workplace, post: str, today: date) -> dict[str, Any]:
    config = workplace.config
    entry, holder = config.posts[post], config.holder(post, today)
    at = workplace.office.tools.clock.now()
    zone = workplace.office.surroundings.calendar.zone
    rights = entitled(config, Keyring(workplace, at).register(post), at=at, now=at, zone=zone)
    now_acting = [
        each.sebagai for each in entry.pelaksana_sementara if each.dari <= today <= each.sampai
    ]
    return {
        "post": post,
        "title": entry.sebutan,
        "holder": holder.name,
        "capacity": now_acting[0] if now_acting else None,
        "printed_title": holder.title,
        "rank": holder.rank,
        "nip": holder.nip,
        "own_holder": entry.nama,
        "folder": config.folder(post),
        "acting": [
            {
                "capacity": each.sebagai,
                "holder": each.nama,
                "rank": each.pangkat,
                "nip": each.nip,
                "from": each.dari.isoformat(),
                "until": each.sampai.isoformat(),
            }
            for each in entry.pelaksana_sementara
        ],
        "may_sign": bool(rights),
    }
