"""Where a cluster may be, and what is said when none can be reached."""

import sys

import pytest

from billing.settlement import areas, cluster
from ltc.shared.errors import BadInput, Conflict


@pytest.mark.parametrize("address", ["", "10.0.0.5:8786", "http://10.0.0.5:8786", "tls://10.0.0.5"])
def test_what_is_no_address_is_told_with_one(address):
    with pytest.raises(BadInput, match="tls://10"):
        cluster.check_address(address, strict=False)


def test_in_production_another_machine_is_reached_by_tls_only():
    for address in ("tls://10.0.0.5:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:8786"):
        cluster.check_address(address, strict=True)
    for address in ("tcp://10.0.0.5:8786", "tcp://scheduler:8786"):
        cluster.check_address(address, strict=False)
        with pytest.raises(BadInput, match="TLS only"):
            cluster.check_address(address, strict=True)


def test_without_the_extra_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput, match=r"pip install 'ltc\[province\]'"):
        cluster.cluster("tcp://127.0.0.1:1").__enter__()


def test_where_nobody_answers_it_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 0.2)
    with pytest.raises(Conflict, match="no scheduler"):
        cluster.cluster("tcp://127.0.0.1:1").__enter__()


def test_the_bar_counts_the_batches_of_all_areas():
    seen = []
    together = areas.Together(("a", "b"), lambda *at: seen.append(at))
    together.of("a")(1, 3)
    together.of("b")(2, 2)
    together.of("a")(3, 3)
    assert seen == [(1, 4), (3, 5), (5, 5)]
