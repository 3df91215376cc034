"""One Paraf an office: a lock of the kernel's, and a lease for hosts that do not share it.

The lock (``.paraf/lock``, flock) falls with its holder, however that dies, so there is none to
break and no process number to trust. Where a share carries no locks between hosts, the lease
decides (findings/faults.md F8-F10): ``.paraf/lease/<epoch>``, one file for each time the office
was taken, made so that only one can make it. The highest number is the holder's; it writes a new
beat into its file every few seconds. Whoever wants an office that another machine holds watches
the beat by his own clock and takes the next number once it has stood still for long enough; the
clocks of two machines are never compared. The holder looks for a higher number before everything
it does, and stops when it finds one or could not write its beat for too long.

Neither file is fsynced at every beat: what a power cut takes from them is only time.

Accepted here: between the look and the deed a process may be stopped for long. What it does then
to files may be done twice, as all acts may; what it writes into the database is refused there
(``Connected.begin_term``).
"""

from pipeline.adapters.lock.host import Host
from pipeline.adapters.lock.lease import Hold, Holder, Terms, read_holder
from pipeline.adapters.lock.taking import office_lock

__all__ = ["Hold", "Holder", "Host", "Terms", "office_lock", "read_holder"]
