"""``paraf posts``: who holds which post, and who acts for whom from when to when."""

from datetime import date
from typing import Any

from rich.text import Text

from pipeline.entry.cli.keyring import Keyring
from pipeline.entry.cli.telling import out, print_json
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
    for each in facts:
        signs = "may sign" if each["may_sign"] else "no certificate may sign"
        holder = f"{each['capacity'] or ''} {each['holder']}".strip()
        out.print(
            Text(visible(f"{each['post']}: {holder}, NIP {nip_grouped(each['nip'])}; {signs}"))
        )
        if each["capacity"]:
            out.print(Text(visible(f"    acts for {each['own_holder']}")))
        for one in each["acting"]:
            days = f"{one['from']} – {one['until']}"
            out.print(Text(visible(f"    {days}  {one['capacity']} {one['holder']}")))


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
