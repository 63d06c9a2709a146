"""Which script stands at which address, and which addresses are projects' aliases.

One thread changes, another looks up: new addresses appear before old ones go, so that one that stays
never misses in between.
"""

from collector.snippets import CURRENT, PINNED, Packed, Script
from schemas.records.control import Project, Snippet


class Scripts:
    """Every project's `/s/<slug>.js`, `/s/<slug>/<sha256>.js`, and the same under its `/<alias>`, which
    says nothing of analytics.
    """

    def __init__(self) -> None:
        self._projects: dict[str, Project] = {}
        self._packed: dict[str, dict[str, Packed]] = {}
        self._paths_of: dict[str, frozenset[str]] = {}
        self._scripts: dict[str, Script] = {}
        self._aliases: dict[str, str] = {}

    def at(self, path: str) -> Script | None:
        """The script at that address."""
        return self._scripts.get(path)

    def is_alias(self, path: str) -> bool:
        """Whether `path` is a project's `/<alias>`."""
        return path in self._aliases

    def put_project(self, project: Project) -> None:
        """A new project, or one with another current script or alias."""
        former, self._projects[project.id] = self._projects.get(project.id), project
        if project.alias:
            self._aliases[f"/{project.alias}"] = project.id
        if former is not None and former.alias != project.alias:
            self._aliases.pop(f"/{former.alias}", None)
        self._derive(project.id)

    def remove_project(self, project_id: str) -> None:
        """Its addresses are gone; its scripts are kept until they are removed themselves."""
        former = self._projects.pop(project_id, None)
        if former is not None:
            self._aliases.pop(f"/{former.alias}", None)
        self._derive(project_id)

    def put_snippet(self, snippet: Snippet) -> None:
        """One more script of a project."""
        packed = Packed(snippet.sha256, snippet.javascript)
        self._packed.setdefault(snippet.project_id, {})[snippet.sha256] = packed
        self._derive(snippet.project_id)

    def remove_snippet(self, project_id: str, sha256: str) -> None:
        """One less."""
        self._packed.get(project_id, {}).pop(sha256, None)
        self._derive(project_id)

    def _derive(self, project_id: str) -> None:
        if project_id not in self._packed:  # at a start, most of the time
            return
        project = self._projects.get(project_id)
        scripts = _paths(project, self._packed.get(project_id, {})) if project else {}
        self._scripts.update(scripts)
        for path in self._paths_of.get(project_id, frozenset()) - scripts.keys():
            del self._scripts[path]
        self._paths_of[project_id] = frozenset(scripts)


def _paths(project: Project, packed: dict[str, Packed]) -> dict[str, Script]:
    roots = [f"/s/{project.project}", *([f"/{project.alias}"] if project.alias else [])]
    scripts = {}
    for sha256, script in packed.items():
        pinned = Script(script, PINNED)
        scripts.update({f"{root}/{sha256}.js": pinned for root in roots})
    if project.snippet_sha256 in packed:
        current = Script(packed[project.snippet_sha256], CURRENT)
        scripts.update({f"{root}.js": current for root in roots})
    return scripts
