"""How much a file may hold before it counts as an attack on whoever opens it (faults.md S1, S11).

Each figure is several times what ordinary files of an office need; the legitimate files of
``make hostile`` hold the other side.
"""

#: Everything in a package, unpacked and counted while it comes out.
MAX_PACKAGE = 200_000_000
#: One part that is read whole. Sheets are streamed and may be larger.
MAX_PART = 60_000_000
MAX_ENTRIES = 10_000
#: Above ``RATIO_FROM`` bytes nothing honest shrinks this much but an empty picture.
MAX_RATIO = 200
RATIO_FROM = 8_000_000
#: A gap between entries that a padding writer may leave.
MAX_PADDING = 64
#: A picture in pixels: a telephone's largest has 200 million.
MAX_PIXELS = 250_000_000
MAX_SIDE = 60_000

#: All streams of a PDF together, and what its objects may say outside of them.
MAX_PDF_UNPACKED = 400_000_000
MAX_PDF_STREAM = 150_000_000
MAX_PDF_OBJECTS = 40_000_000
MAX_PDF_TOKENS = 800_000
MAX_PDF_DEPTH = 100
MAX_PDF_REVISIONS = 2_000
MAX_PDF_FILTERS = 4

CHUNK = 1 << 20
