"""Import statements, and one IMPORT reference for each name or module they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import Chain, Import, ImportedName, Reference, ReferenceKind, Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.python.scopes import Context
    from conflictscan.languages.python.tree import Node, Tree


class Imports:
    """All imports of one file. `import a, b as c` gives one Import for each module."""

    def __init__(self, tree: Tree, statements: list[tuple[Node, Context]]) -> None:
        self.tree = tree
        self.facts: list[Import] = []
        self.references: list[Reference] = []
        self.first: list[int] = []  # statement -> index of its first Import
        self._local: dict[tuple[int, str], int] = {}
        for number, (node, context) in enumerate(statements):
            self.first.append(len(self.facts))
            if node.kind == "import_statement":
                self._plain(node, context, number)
            else:
                self._from(node, context, number)

    def index(self, statement: int, local: str) -> int:
        """The index of the Import by which a statement binds a local name."""
        return self._local.get((statement, local), self.first[statement])

    def _plain(self, node: Node, context: Context, number: int) -> None:
        for item in node.all("name"):
            dotted = item.get("name") if item.kind == "aliased_import" else item
            alias = item.get("alias") if item.kind == "aliased_import" else None
            if dotted is None:
                continue
            module = self._dotted(dotted)
            local = self.tree.text(alias) if alias is not None else ""
            first, _, rest = module.partition(".")
            scope, branch = _home(context, local or first)
            index = self._add(
                Import(
                    module=module,
                    span=self.tree.span(item),
                    alias=local,
                    scope=scope,
                    guards=context.guards,
                    branch=branch,
                )
            )
            self._local[number, local or first] = index
            steps = () if local else tuple(f".{part}" for part in rest.split(".") if part)
            self._refer(self._chain(local or first, context, index, steps), dotted, context, module)

    def _from(self, node: Node, context: Context, number: int) -> None:
        source = node.get("module_name")
        if source is None:
            return
        module, level = self._source(source)
        star = next((c for c in node.children if c.kind == "wildcard_import"), None)
        index = len(self.facts)
        names = tuple(self._names(node))
        scope, branch = _home(context, *(name.local for name in names))
        self._add(
            Import(
                module=module,
                span=self.tree.span(node),
                level=level,
                names=names,
                star=star is not None,
                scope=scope,
                guards=context.guards,
                branch=branch,
            )
        )
        if star is not None:
            self._refer(Chain("*", Root.UNKNOWN), source, context, "." * level + module)
        for name in names:
            self._local[number, name.local] = index
            chain = self._chain(name.local, context, index, ())
            self.references.append(
                Reference(
                    kind=ReferenceKind.IMPORT,
                    chain=chain,
                    span=name.span,
                    name_span=name.span,
                    enclosing=context.scope.owner.qualname,
                    guards=context.guards,
                    in_async=context.scope.owner.is_async,
                )
            )

    def _names(self, node: Node) -> Iterator[ImportedName]:
        for item in node.all("name"):
            name = item.get("name") if item.kind == "aliased_import" else item
            alias = item.get("alias") if item.kind == "aliased_import" else None
            if name is not None:
                text = self._dotted(name)
                local = self.tree.text(alias) if alias is not None else text
                yield ImportedName(text, local, self.tree.span(name))

    def _source(self, node: Node) -> tuple[str, int]:
        if node.kind != "relative_import":
            return self._dotted(node), 0
        level = 0
        module = ""
        for child in node.children:
            if child.kind == "import_prefix":
                level = self.tree.text(child).count(".")
            elif child.kind == "dotted_name":
                module = self._dotted(child)
        return module, level

    def _dotted(self, node: Node) -> str:
        if node.kind == "identifier":
            return self.tree.text(node)
        return ".".join(self.tree.text(part) for part in node.named)

    def _add(self, fact: Import) -> int:
        self.facts.append(fact)
        return len(self.facts) - 1

    @staticmethod
    def _chain(local: str, context: Context, index: int, steps: tuple[str, ...]) -> Chain:
        scope = context.scope
        if scope.kind == "class":
            return Chain("cls", Root.CLASS, (f".{local}", *steps), scope.qualname)
        if scope.kind == "module" or local in scope.globals:
            return Chain(local, Root.MODULE, steps)
        return Chain(local, Root.IMPORT, steps, str(index))

    def _refer(self, chain: Chain, node: Node, context: Context, text: str) -> None:
        span = self.tree.span(node)
        self.references.append(
            Reference(
                kind=ReferenceKind.IMPORT,
                chain=chain,
                span=span,
                name_span=span,
                enclosing=context.scope.owner.qualname,
                guards=context.guards,
                in_async=context.scope.owner.is_async,
                text=text,
            )
        )


def _home(context: Context, *names: str) -> tuple[str, str]:
    """The scope that an import binds in, and the branch it is in: what is declared `global`, when the function runs."""
    owner = context.scope.owner
    if owner.globals.isdisjoint(names):
        return owner.qualname, context.branch
    return "", owner.qualname
