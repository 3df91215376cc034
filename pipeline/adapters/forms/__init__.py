"""The data room's spreadsheets: agreement in, form out, answers back, recap's and year's books.

``package`` gives out the parts of a file that was inspected, ``grid`` reads cells. ``answers``,
``doubts``, ``arrangement`` and ``reading`` make sense of a filled form; ``agreement`` with its
``agreement_sheet`` and ``agreement_table`` of the perjanjian kinerja. ``book`` writes: ``form``
with its two tables, ``furniture``, ``fittings`` and ``guide`` is the form; ``formulas``, ``typed``
and ``checks`` are what it reckons by itself; ``layout`` says where everything lies. ``recap`` with
its sheets is the recap's attachment, ``year`` the yearly report's. The real thing is
``ExcelForms``.
"""
