"""All tricks there are."""

from tests.hostile.catalogue import Trick
from tests.hostile.excel import EXCEL
from tests.hostile.foreign import FOREIGN
from tests.hostile.markup import XML
from tests.hostile.pdfs import PDFS
from tests.hostile.pictures import PICTURES
from tests.hostile.word import WORD
from tests.hostile.zips import ZIPS

FAMILIES = (ZIPS, WORD, EXCEL, XML, PICTURES, PDFS, FOREIGN)
TRICKS: tuple[Trick, ...] = tuple(trick for family in FAMILIES for trick in family.tricks)
