"""What the Library of Congress' own reader says of a bag; the door to its library.

It is asked only of folders that we laid ourselves, from names that we had looked at: by itself it
follows links, and takes odd lines of a manifest for none at all.
"""

import logging
from pathlib import Path

import bagit

# it tells what it finds in a log as well as by raising, and nobody else is to hear it
logging.getLogger(bagit.MODULE_NAME).addHandler(logging.NullHandler())
logging.getLogger(bagit.MODULE_NAME).propagate = False


def complaints_of(folder: Path) -> tuple[str, ...]:
    """Everything that keeps a folder from being a valid bag, in its words; empty when it is one.

    Raises:
        OSError: It cannot be read.
    """
    try:
        bagit.Bag(str(folder)).validate()
    except bagit.BagValidationError as error:
        return tuple(str(each) for each in error.details) or (str(error.message),)
    except (bagit.BagError, ValueError, LookupError) as error:  # an odd Payload-Oxum, for one
        return (str(error),)
    return ()
