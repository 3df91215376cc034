"""Which placeholders of a template its paper does not have.

Walks the parsed template with the types of the dataclass: ``penandatangan.gelar`` is found even
in a branch that no sample takes. Only names and attributes are judged, never values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import Environment, nodes

#: What Jinja itself puts into a loop.
_LOOP = {"loop": Any, "range": Any, "dict": Any, "namespace": Any, "cycler": Any, "joiner": Any}


def unknown_placeholders(source: str, paper: type, jinja: Environment) -> list[str]:
    """Placeholders of ``source`` that ``paper`` cannot fill, each once, in order.

    Raises:
        jinja2.TemplateSyntaxError: the source does not parse.
    """
    names = {**_LOOP, **get_type_hints(paper)}
    return list(dict.fromkeys(_walk(jinja.parse(source), names)))


def _walk(node: nodes.Node, names: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(node, nodes.For):
        yield from _walk(node.iter, names)
        inner = {**names, **_bound(node.target, _item(_type_of(node.iter, names)))}
        for part in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from _walk(part, inner)
        return
    if isinstance(node, nodes.Getattr):
        owner = _type_of(node.node, names)
        if is_dataclass(owner) and node.attr not in get_type_hints(owner):
            yield _spelled(node)
            return
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in names:
        yield node.name
    yield from _children(node, names)


def _children(node: nodes.Node, names: Mapping[str, Any]) -> Iterator[str]:
    known = dict(names)
    for child in node.iter_child_nodes():
        yield from _walk(child, known)
        if isinstance(child, nodes.Assign):
            known |= _bound(child.target, Any)


def _bound(target: nodes.Node, kind: Any) -> dict[str, Any]:
    if isinstance(target, nodes.Name):
        return {target.name: kind}
    return {name.name: Any for name in target.find_all(nodes.Name)}


def _type_of(node: nodes.Node, names: Mapping[str, Any]) -> Any:
    if isinstance(node, nodes.Name):
        return names.get(node.name, Any)
    if isinstance(node, nodes.Getattr):
        owner = _type_of(node.node, names)
        if is_dataclass(owner):
            return get_type_hints(owner).get(node.attr, Any)
    return Any


def _item(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is tuple else Any


def _spelled(node: nodes.Getattr) -> str:
    owner = node.node
    if isinstance(owner, nodes.Getattr):
        return f"{_spelled(owner)}.{node.attr}"
    return f"{owner.name if isinstance(owner, nodes.Name) else '…'}.{node.attr}"
