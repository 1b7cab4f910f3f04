"""A plan for many branches, and one for tasks, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from conflictscan.report.console import headline
from conflictscan.report.display import displayed
from conflictscan.report.fleet import document, revision_document, skipped_documents, skipped_line
from conflictscan.report.json import finding_document
from conflictscan.report.markdown import code, prose
from conflictscan.report.summary import compared, counted
from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Finding
    from conflictscan.facts.fleet import Blocked, Combination, Meeting, Plan, Rebase, Rounds
    from conflictscan.report.context import View


def json_plan(plan: Plan) -> str:
    """The whole plan as one document; branches are named by their places in its list."""
    return document(
        {
            "target": revision_document(plan.target),
            "branches": [{"name": each.name, "oid": each.oid} for each in plan.members],
            "steps": [list(step) for step in plan.steps],
            "waves": [list(wave) for wave in plan.waves],
            "rebases": [_rebase_document(each) for each in plan.rebases],
            "needs": [{"branch": each.member, "on": each.on, "why": each.why} for each in plan.needs],
            "blocked": [{"branch": each.member, **_why(each)} for each in plan.blocked],
            "safe": {"branches": list(plan.safe), "at_most": plan.safe_bound},
            "rework": {"cost": plan.cost, "at_least": plan.bound},
            "skipped": skipped_documents(plan.skipped),
        }
    )


def _rebase_document(each: Rebase) -> dict[str, object]:
    return {
        "branch": each.member,
        "onto": list(each.onto),
        "meetings": [{"branches": [m.ours, m.theirs], **_why(m)} for m in each.meetings],
        "combinations": [{"branches": list(c.members), **_why(c)} for c in each.combinations],
    }


def _why(each: Meeting | Combination | Blocked) -> dict[str, object]:
    return {
        "textual_conflicts": list(each.conflicts),
        "findings": [finding_document(finding) for finding in each.findings],
    }


def json_rounds(rounds: Rounds) -> str:
    """Which tasks can be done at once."""
    return document(
        {
            "target": revision_document(rounds.target),
            "tasks": [
                {"name": each.name, "paths": list(each.paths), "symbols": list(each.symbols)}
                for each in rounds.tasks
            ],
            "rounds": [list(each) for each in rounds.rounds],
            "waits": [
                {"task": each.task, "on": each.on, "uses": each.uses, "what": each.what}
                for each in rounds.waits
            ],
        }
    )


# -- console -----------------------------------------------------------------------------------


def console_plan(plan: Plan, view: View) -> str:
    """Wave by wave: what lands, and what is to be mended first."""
    console = canvas(width=view.width, colour=view.colour)
    rebases = {each.member: each for each in plan.rebases}
    for number, wave in enumerate(plan.waves, 1):
        console.print(Text(f"wave {number}", style="bold"), soft_wrap=True)
        for place in wave:
            console.print(Text(f"  {displayed(_line(plan, place))}"), soft_wrap=True)
            each = rebases.get(place)
            if each is not None:
                console.print(Text(f"    {displayed(_rebase(plan, each))}"), soft_wrap=True)
                for title, conflicts, findings in _parts(plan, each):
                    console.print(Text(f"      {displayed(title)}", style="dim"), soft_wrap=True)
                    for line in _reasons(conflicts, findings):
                        console.print(Text("        ").append_text(line), soft_wrap=True)
    if plan.blocked:
        console.print(
            Text(f"not as it is, because of {displayed(plan.target.rev)}", style="bold"), soft_wrap=True
        )
    for each in plan.blocked:
        console.print(Text(f"  {displayed(plan.members[each.member].name)}"), soft_wrap=True)
        for line in _reasons(each.conflicts, each.findings):
            console.print(Text("    ").append_text(line), soft_wrap=True)
        if not each.conflicts and not each.findings:
            console.print(Text("    it needs a branch that cannot land"), soft_wrap=True)
    for line in closing(plan):
        console.print(Text(line), soft_wrap=True)
    return drawn(console)


def _line(plan: Plan, place: int) -> str:
    """The branch, with those it lands together with, or after."""
    name = plan.members[place].name
    step = next(step for step in plan.steps if place in step)
    others = [plan.members[other].name for other in step if other != place]
    if others:
        return f"{name}, at once with {', '.join(others)}"
    needs = [f"{plan.members[need.on].name} ({need.why})" for need in plan.needs if need.member == place]
    return f"{name}, after {', '.join(needs)}" if needs else name


def _rebase(plan: Plan, each: Rebase) -> str:
    return f"rebase on {', '.join(plan.members[place].name for place in each.onto)}, and mend:"


def _parts(plan: Plan, each: Rebase) -> Iterator[tuple[str, Sequence[str], Sequence[Finding]]]:
    """What is to be mended, by the branches that it is about: a finding speaks of ours and theirs."""
    names = [member.name for member in plan.members]
    for meeting in each.meetings:
        title = f"ours is {names[meeting.ours]}, theirs is {names[meeting.theirs]}:"
        yield title, meeting.conflicts, meeting.findings
    for combination in each.combinations:
        title = f"only all together: {', '.join(names[place] for place in combination.members)}"
        yield title, combination.conflicts, combination.findings


def _reasons(conflicts: Sequence[str], findings: Sequence[Finding]) -> Iterator[Text]:
    yield from (Text(f"{displayed(path)} textual conflict") for path in conflicts)
    yield from (headline(finding) for finding in findings)


def closing(plan: Plan) -> Iterator[str]:
    """The sums, and how far from the best they can be."""
    number = sum(len(step) for step in plan.steps)
    many = "1 branch" if number == 1 else f"{number} branches"
    yield f"{many} in {counted(len(plan.waves), 'wave')} on {compared(plan.target)}"
    names = ", ".join(displayed(plan.members[place].name) for place in plan.safe)
    best = "no set is larger" if len(plan.safe) == plan.safe_bound else f"at most {plan.safe_bound} could"
    yield f"without any rework {len(plan.safe)} can land ({best}): {names or 'none'}"
    least = "no order has less" if plan.cost == plan.bound else f"no order has less than {plan.bound}"
    yield f"rework: {plan.cost} ({least})"
    if plan.skipped:
        yield skipped_line(plan.skipped)


def console_rounds(rounds: Rounds, view: View) -> str:
    """Round by round, with what a task waits for."""
    console = canvas(width=view.width, colour=view.colour)
    for number, tasks in enumerate(rounds.rounds, 1):
        console.print(Text(f"round {number}", style="bold"), soft_wrap=True)
        for task in tasks:
            console.print(Text(f"  {displayed(rounds.tasks[task].name)}"), soft_wrap=True)
            for line in waiting(rounds, task):
                console.print(Text(f"    {displayed(line)}", style="dim"), soft_wrap=True)
    console.print(Text(f"{counted(len(rounds.tasks), 'task')} in {counted(len(rounds.rounds), 'round')}"))
    return drawn(console)


def waiting(rounds: Rounds, task: int) -> Iterator[str]:
    """Why a task is not in an earlier round."""
    level = {each: place for place, listed in enumerate(rounds.rounds) for each in listed}
    for wait in rounds.waits:
        other = wait.on if wait.task == task else wait.task
        if task in (wait.task, wait.on) and level[other] < level[task]:
            verb = "both touch" if not wait.uses else "it uses" if wait.task == task else "it is used there:"
            yield f"after {rounds.tasks[other].name}: {verb} {wait.what}"


# -- markdown ----------------------------------------------------------------------------------


def markdown_plan(plan: Plan, view: View) -> str:
    """A list a wave."""
    del view
    rebases = {each.member: each for each in plan.rebases}
    lines = [f"# Merge plan for {code(plan.target.rev)}", ""]
    for number, wave in enumerate(plan.waves, 1):
        lines += [f"## Wave {number}", ""]
        for place in wave:
            lines.append(f"- {prose(_line(plan, place))}")
            each = rebases.get(place)
            if each is not None:
                lines.append(f"    - {prose(_rebase(plan, each))}")
                for title, conflicts, findings in _parts(plan, each):
                    lines.append(f"        - {prose(title)}")
                    lines += [f"            - textual conflict in {code(path)}" for path in conflicts]
                    lines += [f"            - {f.severity} {f.code}: {prose(f.message)}" for f in findings]
        lines.append("")
    if plan.blocked:
        lines += ["## Not as it is", ""]
    for each in plan.blocked:
        lines.append(f"- {code(plan.members[each.member].name)}")
        lines += [f"    - textual conflict in {code(path)}" for path in each.conflicts]
        lines += [f"    - {f.severity} {f.code}: {prose(f.message)}" for f in each.findings]
    lines += ["", *(f"{prose(line)}  " for line in closing(plan))]
    return "\n".join(lines) + "\n"


def markdown_rounds(rounds: Rounds, view: View) -> str:
    """A list a round."""
    del view
    lines = ["# Tasks", ""]
    for number, tasks in enumerate(rounds.rounds, 1):
        lines += [f"## Round {number}", ""]
        for task in tasks:
            lines.append(f"- {code(rounds.tasks[task].name)}")
            lines += [f"    - {prose(line)}" for line in waiting(rounds, task)]
        lines.append("")
    return "\n".join(lines)
