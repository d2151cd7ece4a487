from pathlib import Path

import pytest

from briefing import shipped
from briefing.diagnostics import BriefingError, SourceError, TemplateError
from briefing.project import Project, project_of
from briefing.registry import Registry

ISSUE = "期号: 26\n日期: 2025-07-21\n稿件:\n  - 标题: 甲\n    正文: 乙\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "issues" / "图").mkdir(parents=True)
    (tmp_path / "briefing.yaml").write_text("刊名: 简报\n编印单位: 办公室\n", encoding="utf-8")
    for name in ("2025-9", "2025-10", "2024-48", "2025-100"):
        (tmp_path / "issues" / f"{name}.yaml").write_text(ISSUE, encoding="utf-8")
    for name in ("草稿.yaml", "2025-10.yaml.bak", "2025-10.yml", "25-10.yaml", "２０２５-1.yaml"):
        (tmp_path / "issues" / name).touch()
    return Project(tmp_path)


def test_issue_files_by_year_and_number(project: Project) -> None:
    names = ["2024-48", "2025-9", "2025-10", "2025-100"]

    assert [path.stem for path in project.issue_files()] == names
    assert project.newest() == project.issues / "2025-100.yaml"


def test_a_project_without_issues(tmp_path: Path) -> None:
    assert Project(tmp_path).issue_files() == ()
    assert Project(tmp_path).newest() is None
    assert Project(tmp_path).publication is None


@pytest.mark.parametrize("start", [".", "issues", "issues/图", "issues/2025-9.yaml"])
def test_find_walks_up(project: Project, start: str) -> None:
    assert Project.find(project.root / start) == Project(project.root.resolve())


def test_find_starts_in_the_working_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.issues)

    assert Project.find().root == project.root.resolve()


def test_templates_do_in_place_of_the_publication_file(project: Project) -> None:
    (project.root / "briefing.yaml").unlink()
    (project.root / "templates").mkdir()

    assert Project.find(project.issues).publication is None


def test_no_project(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()

    with pytest.raises(BriefingError) as refused:
        Project.find(tmp_path / "issues")

    assert [each.code for each in refused.value.diagnostics] == ["no-project"]


def test_load_takes_the_publication_file_along(project: Project) -> None:
    issue = project.load(project.issues / "2025-9.yaml")

    assert (str(issue.title[0]), issue.number) == ("简报", 26)
    assert issue.editor.location.file == str(project.root / "briefing.yaml")


def test_a_template_of_its_own_comes_first(project: Project) -> None:
    own = project.root / "templates" / "shanghai"
    own.mkdir(parents=True)
    data = (shipped.TEMPLATES / "shanghai" / "template.yaml").read_text("utf-8")
    (own / "template.yaml").write_text(data.replace("逐行", "连排"), "utf-8")

    assert project.template("shanghai").lists["report_to"] == "连排"


def test_the_shipped_template_stands_in(project: Project) -> None:
    assert project.template("shanghai").lists["report_to"] == "逐行"


def test_a_file_outside_any_project_is_a_project_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "一期.yaml"
    file.write_text(ISSUE, "utf-8")

    assert project_of(file) == Project(tmp_path.resolve())
    assert project_of(file).output(file) == tmp_path


def test_files_go_to_the_project_s_out_folder(project: Project) -> None:
    assert project.output(project.issues / "2025-9.yaml") == project.root / "out"


def test_the_registry_is_read_if_there_is_one(project: Project) -> None:
    assert project.registry() == Registry()

    (project.root / "registry.yaml").write_text("人名: [张明]\n", "utf-8")

    assert project.registry() == Registry(persons=("张明",))


# --- templates


def with_template(project: Project, name: str, text: str) -> Path:
    folder = project.root / "templates" / name
    folder.mkdir(parents=True)
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    return folder


OWN = "extends: jiguan\nname: 甲\nabout: 乙\n"


def test_the_project_s_templates_and_the_program_s(project: Project) -> None:
    with_template(project, "own", OWN)
    with_template(project, "shanghai", OWN)
    (project.root / "templates" / "draft").mkdir()

    assert project.templates() == ("jiguan", "own", "qiye", "shanghai")
    assert project.template("shanghai").title == "甲"
    assert [project.is_shipped(name) for name in project.templates()] == [True, False, True, False]


@pytest.mark.parametrize("name", ["../templates/qiye", "", "beijing", "qiye/"])
def test_no_such_template(project: Project, name: str) -> None:
    with pytest.raises(TemplateError, match="可用的版式：jiguan、qiye、shanghai"):
        project.template(name)


def test_pictures_and_samples(project: Project) -> None:
    own = with_template(project, "own", OWN)

    assert project.picture("own") is None
    assert project.picture("qiye") == shipped.TEMPLATES / "qiye" / "preview.png"
    assert project.sample("own").title[0].value == "城西街道工作简报"
    (own / "sample.yaml").write_text("刊名: 己\n编印单位: 局\n" + ISSUE, encoding="utf-8")
    (own / "preview.png").touch()
    assert project.sample("own").title[0].value == "己"
    assert project.picture("own") == own / "preview.png"


def test_the_folders_of_a_template(project: Project) -> None:
    def write(name: str, text: str) -> Path:
        folder = project.root / "templates" / name
        folder.mkdir(parents=True)
        (folder / "template.yaml").write_text(text, encoding="utf-8")
        return folder

    inner = write("内参", "extends: 'jiguan' # 底本\nname: 内参\n")
    own = write("shanghai", "extends: shanghai\nname: 上海\n")
    circle = write("甲", "name: 甲\nextends: 甲\n")

    shipped_ones = [shipped.TEMPLATES / name for name in ("jiguan", "shanghai")]
    assert project.template_folders("内参") == (inner, shipped_ones[0], shipped_ones[1])
    # what the project calls by the same name builds on the program's
    assert project.template_folders("shanghai") == (own, shipped_ones[1])
    assert project.template_folders("甲") == (circle,)
    assert project.template_folders("没有") == ()
    # where it cannot be made out it ends, and `watch` still looks at the file
    broken = write("乙", "name: [\nextends: jiguan\n")
    assert project.template_folders("乙") == (broken,)


def test_the_text_of_a_new_issue_is_the_nearest(project: Project) -> None:
    usual = shipped.TEMPLATES / "shanghai" / "new.yaml.j2"
    assert project.text_of_new("jiguan") == project.text_of_new("没有") == usual

    own = project.root / "templates" / "jiguan" / "new.yaml.j2"
    own.parent.mkdir(parents=True)
    own.touch()
    assert project.text_of_new("jiguan") == own
    assert project.text_of_new("shanghai") == usual


def test_which_files_have_a_number(project: Project) -> None:
    (project.issues / "2025-1增刊.yaml").touch()
    (project.issues / "2025-1.signed.jsonl").touch()
    names = [path.name for path in project.issue_files()]

    assert "2025-1增刊.yaml" in names
    assert project.holds(project.issues / "2025-9.yaml")
    assert not project.holds(project.issues / "草稿.yaml")
    assert not project.holds(project.root / "2025-9.yaml")


def test_a_template_that_is_no_text_is_refused_with_its_place(project: Project) -> None:
    file = project.root / "templates" / "own" / "template.yaml"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"extends: shanghai\n\xff")

    with pytest.raises(TemplateError, match=r"template.yaml:2:1: .*UTF-8"):
        project.template_folders("own")


def test_a_link_that_leads_back_to_itself_lies_in_its_project(project: Project) -> None:
    loop = project.issues / "loop.yaml"
    loop.symlink_to(loop)

    assert project_of(loop) == project
    with pytest.raises(SourceError):
        project.load(loop)


def test_an_issue_that_cannot_be_read_hides_no_other(project: Project) -> None:
    good = "刊名: 甲\n期号: 2\n编印单位: 乙\n日期: 2026-03-02\n稿件: [{标题: 丙, 正文: 丁}]\n"
    (project.issues / "2026-2.yaml").write_text(good, "utf-8")
    (project.issues / "2026-1.yaml").mkdir()

    found = {each.stem: each.trouble for each in project.ledger().issues}
    assert (trouble := found["2026-1"])
    assert trouble.code == "not-a-file"
    assert found["2026-2"] is None
