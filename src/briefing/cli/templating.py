"""briefing templates: which there are, what they look like, what may stand in one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import DONE, IMPOSSIBLE, Commands, add_command, report, shown
from briefing.diagnostics import BriefingError

if TYPE_CHECKING:
    from briefing.project import Project


def add(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "templates", "列出可用的版式，画出它们的样子", _templates)
    command.add_argument("names", nargs="*", metavar="版式", help="只看这几个，不写则全部")
    command.add_argument(
        "--pictures",
        type=Path,
        metavar="文件夹",
        help="用样张（各版式文件夹里的 sample.yaml）画出首页和末页，存成 版式.png",
    )
    command.add_argument(
        "--keys",
        action="store_true",
        help="列出版式文件里可以写的各项：写法、缺省、来由（Markdown）",
    )


def _templates(options: argparse.Namespace) -> int:
    from briefing.project import project_of

    if options.keys:
        from briefing.issue import USUAL_TEMPLATE
        from briefing.shipped import TEMPLATES
        from briefing.template.reference import reference

        print(reference(TEMPLATES / USUAL_TEMPLATE), end="")
        return DONE
    project = project_of(Path())
    outcome = DONE
    for name in dict.fromkeys(options.names or project.templates()):
        try:
            _show(project, name, options.pictures)
        except BriefingError as error:
            report(error.diagnostics)
            outcome = IMPOSSIBLE
    return outcome


def _show(project: Project, name: str, pictures: Path | None) -> None:
    template = project.template(name)
    picture = project.picture(name)
    if pictures:
        from briefing.outputs import put
        from briefing.specimen import specimen

        drawn = specimen(project.sample(name), template, project.faces("shipped"))
        (picture,) = put(pictures, {f"{name}.png": drawn})
    origin = "随附" if project.is_shipped(name) else "工程"
    where = shown(picture) if picture else "还没有，用 --pictures 文件夹 来画"
    print(f"{name}　{template.title}（{origin}）\n    {template.about}\n    样张：{where}")
