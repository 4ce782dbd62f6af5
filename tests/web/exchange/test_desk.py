"""The exchange page: who may take what out, what a file would do, and that it then does it."""

import io
import zipfile

import openpyxl
import pytest

from ltc.audit.models import AuditRow
from ltc.case.models import Person
from ltc.exchange import uploads
from ltc.exchange.models import ExchangeRun, ExchangeUpload
from providers.models import Agreement
from tests.support.factories import base, exchange
from tests.support.web import csrf, post

PATH = "/desk/exchange"
MONTH = {"area": base.CITY, "month": "2023-10", "form": "csv"}
KNOWN = "13700000001"  # the phone of the person whose month it is


def packed(folder):
    """Return a folder's files as a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each in folder.iterdir():
            archive.write(each, each.name)
    return out.getvalue()


def hand_in(client, content, name="files.zip", source="旧系统"):
    data = {"file": (io.BytesIO(content), name), "area": base.CITY, "source": source}
    data["csrf_token"] = csrf(client)
    return client.post(f"{PATH}/upload", data=data, content_type="multipart/form-data")


def files_in(answer):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_files_without_personal_data_name_nobody(desk):
    answer = post(desk.signed_in("eye"), f"{PATH}/export", MONTH)
    assert answer.mimetype == "application/zip"
    told = files_in(answer)
    assert "visits.csv" in told
    for name in ("张秀英", KNOWN, "李建国", "41.12"):
        assert not [file for file, text in told.items() if name in text]


def test_files_with_personal_data_hold_it_and_leave_a_row(desk):
    answer = post(desk.signed_in("officer"), f"{PATH}/export-personal", MONTH)
    assert "张秀英" in files_in(answer)["persons.csv"]
    [run] = base.stored(ExchangeRun)
    assert (run.personal, run.counts["persons"]) == (True, 1)
    assert base.stored(AuditRow)[-1].act == "exchange.export"


def test_personal_data_asks_for_the_password_again(desk, december):
    client = desk.signed_in("officer")
    december.shift(600)
    answer = post(client, f"{PATH}/export-personal", MONTH)
    assert answer.headers["Location"].startswith("/step-up")
    assert base.stored(ExchangeRun) == []


@pytest.mark.parametrize(
    ("who", "path"), [("eye", "export-personal"), ("eye", "upload"), ("agent", "export")]
)
def test_who_lacks_the_role_takes_nothing_out_and_brings_nothing_in(desk, who, path):
    assert post(desk.signed_in(who), f"{PATH}/{path}", MONTH).status_code == 403
    assert base.stored(ExchangeRun) == []


def test_the_workbook_opens_in_a_spreadsheet(desk):
    answer = post(desk.signed_in("officer"), f"{PATH}/export", {**MONTH, "form": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "参保人"
    assert book["上门服务"].max_row == 4


@pytest.mark.parametrize("changed", [{"month": "2023-13"}, {"area": "9999"}, {"form": "doc"}])
def test_an_export_that_cannot_be_meant_is_refused_on_the_page(desk, changed):
    assert (
        post(desk.signed_in("officer"), f"{PATH}/export", {**MONTH, **changed}).status_code == 422
    )


def test_a_file_is_looked_over_before_it_goes_in(desk, tmp_path):
    rows = [*exchange.ROWS["stays"], ("s2", "p1", "death", "2033-01-01", "", "公安", "no")]
    client = desk.signed_in("officer")
    answer = hand_in(client, packed(exchange.write(tmp_path / "in", stays=rows)))
    page = client.get(answer.headers["Location"]).text
    assert "不能登记将来发生的事" in page
    assert len(base.stored(Person)) == 1
    told = client.get(answer.headers["Location"] + "/rejects")
    assert "stays,3,s2,first_day" in told.data.decode("utf-8-sig")
    assert post(client, answer.headers["Location"] + "/take").status_code == 303
    assert len(base.stored(Person)) == 2
    assert base.stored(ExchangeUpload) == []


def test_a_workbook_of_any_name_is_looked_over_sheet_by_sheet(desk, tmp_path):
    client = desk.signed_in("officer")
    book = exchange.send(tmp_path / "out", form="xlsx") / "exchange.xlsx"
    answer = hand_in(client, book.read_bytes(), "2111-2023-10.xlsx", source="本系统")
    page = client.get(answer.headers["Location"]).text
    assert ("上门服务" in page, "退回" in page) == (True, True)
    told = client.get(answer.headers["Location"] + "/rejects").data.decode("utf-8-sig")
    assert told.count("\n") == 1  # only the heading: our own rows came back


def test_an_officers_agreements_wait_for_review_by_others(desk, tmp_path):
    client = desk.signed_in("officer")
    answer = hand_in(client, packed(exchange.write(tmp_path / "in")))
    post(client, answer.headers["Location"] + "/take")
    states = {each.number: each.state for each in base.stored(Agreement)}
    assert states["协2023-1"] == "applied"


def test_what_was_handed_in_is_nobody_elses_and_not_plain_on_the_disk(desk, tmp_path):
    answer = hand_in(desk.signed_in("officer"), packed(exchange.write(tmp_path / "in")))
    desk.account("second", "bureau_officer", area=base.CITY)
    assert desk.signed_in("second").get(answer.headers["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "persons.csv"),
        (b"id,area\r\n1,2\r\n", "persons.csv"),
        (b"PK\x03\x04 no zip", "files.zip"),
        pytest.param(b"\x00\xff" * 50, "visits.parquet", id="no parquet"),
        (b"PK\x03\x04 no book", "visits.xlsx"),
        (b"PK\x03\x04 no book", "../../etc/passwd.XLSX"),
        (b"a,b\r\n", "shopping.csv"),
    ],
)
def test_what_is_no_exchange_file_is_refused_on_the_page(desk, content, name):
    assert hand_in(desk.signed_in("officer"), content, name).status_code == 422
    assert base.stored(ExchangeUpload) == []


def test_a_file_over_the_limit_is_refused_on_the_page(desk, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    answer = hand_in(desk.signed_in("officer"), b"x" * 1001, "persons.csv")
    assert answer.status_code == 422
    assert "5 MB" in answer.text


def test_a_zip_that_unpacks_without_end_or_holds_strangers_is_refused(desk):
    for name, content in (("visits.csv", b"0" * (41 * 1024 * 1024)), ("../../x.sh", b"rm")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        assert hand_in(desk.signed_in("officer"), out.getvalue()).status_code == 422


def test_larger_files_are_sent_to_the_command_line(desk):
    rows = "".join(f"k{n},p1,hospital,2023-10-01,医院\r\n" for n in range(2001))
    content = ("id,person,kind,first_day,source\r\n" + rows).encode()
    answer = hand_in(desk.signed_in("officer"), content, "stays.csv")
    assert answer.status_code == 422
    assert "2000" in answer.text
