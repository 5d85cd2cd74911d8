"""The pages in a browser: they ask for nothing, sort, filter, fit a telephone, can be accessed."""

import shutil

import pytest
from report_runs import make_row, make_run, write_pictures

from padkit.benchmarks.factors import Level, Sweep, write_sweeps
from padkit.benchmarks.report import write_report
from padkit.benchmarks.results import DatasetInfo
from padkit.benchmarks.score_rows import average

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.slow,
]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CLASSES = {"01Gorilla": 0.95, "05Whale": 0.7, "a class of a long name": 0.8}
INDEX, METHOD = "index.html", "methods/mad-padkit-patchcore.html"
PAGES = (INDEX, METHOD, "methods/mad-padkit-draem.html")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The report of two suites, with everything that a page can have."""
    root = tmp_path_factory.mktemp("report")
    common = {"defects": ("Burrs", "Stains"), "noise": 0.03}
    runs = [
        make_run("patchcore", CLASSES, f"s{n}", folder=root / f"s{n}", seed=n, **common)
        for n in range(2)
    ]
    for run in runs:
        write_pictures(run)
        levels = [(str(n), float(n), 0.6 + n / 10) for n in range(3)]
        rows = [(a, b, make_row("05Whale", f"at {a}", value, {}, "")) for a, b, value in levels]
        made = tuple(Level(label, at, (row,), average([row])) for label, at, row in rows)
        write_sweeps(run.folder, "padkit", [Sweep("severity", "mm", made)])
    near = {name: value - 0.002 for name, value in CLASSES.items()}
    near["05Whale"] = 0.9
    runs.append(make_run("padim_with_a_name_that_is_much_too_long_for_a_column", near, **common))
    failed = {"complete": False, "failures": {"05Whale": "out of memory"}}
    data = DatasetInfo("mad", "small", "ab" * 32, tuple(CLASSES), "CC0-1.0")
    some = {name: 0.97 for name in CLASSES if name != "05Whale"}
    runs.append(make_run("draem", some, dataset=data, **failed, **common))
    runs.append(make_run("padim", {"Gear": 0.5, "01Gorilla": 0.4}, task="piad"))
    write_report(runs, root / "out", published=True)
    return root / "out"


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, pages):
    """The function that opens a page; in the end it must have asked for files only, in silence."""
    contexts, asked, said = [], [], []

    def open_page(name=INDEX, width=1280, scheme="light", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((pages / name.split("#")[0]).as_uri() + "".join(name.partition("#")[1:]))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def wait(page, condition):
    """Wait for a condition; the page's own policy forbids `wait_for_function`, which evaluates."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def choose(page, label):
    return page.get_by_role("combobox", name=label)


def names(page, body="measured", board=0):
    table = page.locator(".board").nth(board).locator("table").first
    rows = table.locator(f"tbody.{body} > tr:not(.group):visible")
    return rows.evaluate_all("rows => rows.map(row => row.cells[0].dataset.name)")


def cells(page, row=0, board=0):
    """The HTML of the cells of a row, by the row's number."""
    table = page.locator(".board").nth(board).locator("tbody.measured").first
    return table.locator(f'tr[data-row="{row}"]').evaluate(
        "row => [...row.cells].slice(1).map(cell => [cell.innerHTML, cell.title])"
    )


def test_a_press_on_a_head_sorts_and_again_turns_round(open_page):
    page = open_page()
    long = "padim_with_a_name_that_is_much_too_long_for_a_column"
    assert names(page) == [long, "patchcore", "draem"]
    head = page.locator(".board").first.get_by_role("button", name="Image AP").first
    head.focus()
    page.keyboard.press("Enter")
    assert head.locator("..").get_attribute("aria-sort") == "descending"
    assert names(page)[-1] == "draem"  # a mean of fewer classes comes last
    head.click()
    assert head.locator("..").get_attribute("aria-sort") == "ascending"
    assert names(page) == ["patchcore", long, "draem"]
    page.locator(".board").first.get_by_role("button", name="Method").first.click()
    assert names(page) == ["draem", long, "patchcore"]
    assert page.locator(".board").first.locator("tbody.chance").first.is_visible()


def test_filters_change_cells_and_address_and_back_again(open_page):
    page = open_page()
    before = [cells(page, row) for row in range(3)]
    choose(page, "Class").select_option("05Whale")
    choose(page, "Defect type").select_option("Burrs")
    assert page.evaluate("location.hash") == "#class=05Whale&defect=Burrs"
    assert page.get_by_role("status").inner_text() == (
        "Class 05Whale, type of defect Burrs: 1 board; 1 board without this class not shown"
    )
    table = page.locator(".board table").first
    assert table.locator("caption").inner_text() == "Class 05Whale, type of defect Burrs"
    assert cells(page, 0)[0][0].startswith("<b>0.890</b>")
    assert cells(page, 1)[0][0].startswith("0.690<small")
    assert names(page)[-1] == "draem"
    assert page.locator("tbody.measured .partial").first.is_hidden()
    dash, title = cells(page, 2)[0]
    assert (title, "missing: out of memory" in dash) == ("out of memory", True)
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("location.hash") == ""
    assert [cells(page, row) for row in range(3)] == before
    assert page.locator("tbody.measured .partial").first.is_visible()


def test_the_page_and_its_script_write_the_same_cells(open_page):
    read = "rows => rows.map(row => [row.innerHTML, row.hidden])"
    written = [
        open_page(script=script).locator(".board table[data-filled] tbody tr").evaluate_all(read)
        for script in (True, False)
    ]
    assert len(written[0]) > 40
    assert written[0] == written[1]


def test_an_address_opens_its_view(open_page):
    page = open_page(f"{INDEX}#suite=mad&class=05Whale&defect=nonsense")
    assert choose(page, "Suite").input_value() == "mad"
    assert choose(page, "Defect type").input_value() == ""
    assert page.locator(".board:visible").count() == 1
    page.evaluate("location.hash = '#suite=piad'")
    wait(page, "document.querySelector('[name=suite]').value === 'piad'")
    assert page.locator(".board:visible h2").inner_text().startswith("piad")
    choose(page, "Class").select_option("Gear")
    choose(page, "Suite").select_option("mad")
    assert choose(page, "Class").input_value() == ""


def test_published_rows_follow_the_class(open_page):
    page = open_page()
    means = names(page, "published")
    assert "IGSPAD" in means
    choose(page, "Class").select_option("05Whale")
    whale = names(page, "published")
    assert "IGSPAD" not in whale
    assert "PatchCore" in whale
    assert page.locator("tbody.published b").count() == 0
    choose(page, "Defect type").select_option("Burrs")
    assert names(page, "published") == []


def test_the_chart_follows_its_select(open_page):
    page = open_page()
    plot = page.locator("[data-plot]").first
    plot.get_by_label("Figure").select_option("aupro")
    assert plot.locator("svg:visible").count() == 1
    assert plot.locator("svg:visible").get_attribute("aria-label").startswith("AUPRO")


def test_without_script_the_means_stand_there(open_page):
    page = open_page(script=False)
    assert page.locator("#filters").is_hidden()
    assert page.locator("tbody.measured td").first.inner_text().startswith("0.8")
    assert page.locator("svg:visible").count() == 2  # one for each board


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_never_wider_than_the_window(open_page, name, width):
    page = open_page(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate("scrollTo(1000, 0)")
    assert page.evaluate("[scrollX, document.documentElement.scrollWidth]") == [0, width]
    if name == INDEX and width == 390:
        box = page.locator(".box").first
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        box.focus()
        page.keyboard.press("ArrowRight")
        wait(page, "document.querySelector('.box').scrollLeft > 0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_bars_the_way(open_page, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(name, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    if name == INDEX:
        choose(page, "Class").select_option("05Whale")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


def test_links_lead_to_a_method_and_back(open_page):
    page = open_page()
    page.get_by_role("link", name="patchcore").click()
    assert page.locator("h1").inner_text() == "patchcore"
    page.get_by_role("link", name="padkit leaderboard").click()
    assert page.locator("h1").inner_text() == "padkit leaderboard"
    assert page.evaluate("document.querySelector(':target').className") == "board"
