"""The data room's spreadsheets: agreement in, form out, answers back, recap's book.

``package`` gives out the parts of a file that was inspected, ``grid`` reads cells, ``answers``,
``doubts``, ``arrangement`` and ``reading`` make sense of them; ``book`` writes, ``form`` with
``formulas``, ``furniture`` and ``guide`` is the form, ``layout`` says where everything lies. The
real thing is ``ExcelForms``.
"""
