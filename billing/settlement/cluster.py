"""Have a Dask cluster rate batches: ``ltc settle --on tls://scheduler:8786``.

Batches of whole people go out and settled lines come back (``parcel``).  Only this process reads
the database and writes the books, so a worker may die at any moment: Dask gives its batches to
another one, and what was never written was never seen.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl

from billing.settlement.engine import Known
from billing.settlement.parcel import answered, rated, wrapped
from billing.settlement.rules.facts import Facts
from ltc.config import settings
from ltc.shared.errors import BadInput, Conflict

CONNECT_S, PATIENCE_S = 15, 60
AHEAD = 2  # batches that wait for each thread of the cluster, so that none is ever idle
MOST_AT_ONCE = 32  # their lines may wait here in memory to be written


@dataclass(frozen=True)
class Cluster:
    """A connection to a scheduler, and how many batches it should have at a time."""

    client: Any
    address: str
    at_once: int

    def rate(self, facts: Facts, known: Known, settlement_id: int) -> pl.DataFrame:
        """Return the settled lines of a batch, rated on one of the cluster's machines."""
        from distributed import CancelledError
        from distributed.scheduler import KilledWorker

        parcel = wrapped(facts, known, settlement_id)
        try:
            answer = self._answer(self.client.submit(rated, parcel, pure=False))
        except (CancelledError, KilledWorker, OSError) as fault:
            raise lost(self.address) from fault
        return answered(answer, facts, known, settlement_id)

    def _answer(self, future: Any) -> bytes:  # noqa: ANN401 - Dask's object
        """Wait as long as anybody is there to answer."""
        while True:
            try:
                found: bytes = future.result(timeout=PATIENCE_S)
            except TimeoutError:
                if not _threads(self.client):
                    raise lost(self.address) from None
            else:
                return found


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at ``address``; say in one line what is missing."""
    check_address(address, strict=settings().is_production)
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise BadInput(
            "--on needs the extra: pip install 'ltc[province]'",
            "--on 需要安装分布式扩展：pip install 'ltc[province]'",
            field="on",
        ) from None
    # A batch travels with its task, so that it outlives the worker that has it.
    quiet = {"distributed.admin.large-graph-warning-threshold": "1GiB"}
    with dask.config.set(quiet), ExitStack() as open_:
        try:
            client = open_.enter_context(Client(address, timeout=CONNECT_S, set_as_default=False))
            client.wait_for_workers(1, timeout=CONNECT_S)
        except OSError as fault:  # a timeout is one
            raise unreachable(address) from fault
        yield Cluster(client, address, min(AHEAD * _threads(client), MOST_AT_ONCE))


def _threads(client: Any) -> int:  # noqa: ANN401 - Dask's object
    """Return how many batches the cluster rates at a time."""
    return sum(client.nthreads().values())


def check_address(address: str, *, strict: bool) -> None:
    """Refuse what is no scheduler's address; ``strict`` also one without TLS on another machine."""
    kind, _, rest = address.partition("://")
    if kind not in ("tcp", "tls") or not rest.rpartition(":")[2].isdecimal():
        raise BadInput(
            f"{address} is no scheduler's address; such as tls://10.0.0.5:8786",
            f"“{address}”不是调度器地址，应如 tls://10.0.0.5:8786",
            field="on",
        )
    if strict and kind != "tls" and not _is_here(rest.rpartition(":")[0]):
        raise BadInput(
            "in production the cluster is reached by TLS only: tls://…",
            "生产环境只能用 TLS 连接集群：tls://…",
            field="on",
        )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def unreachable(address: str) -> Conflict:
    """Say that no scheduler, or none with workers, is there."""
    return Conflict(
        f"no scheduler with workers answers at {address}; start both, or leave --on out",
        f"{address} 上没有可用的调度器和计算节点；请先启动，或去掉 --on 在本机计算",
        field="on",
    )


def lost(address: str) -> Conflict:
    """Say that the cluster went away, and that nothing is lost by it."""
    return Conflict(
        f"the cluster at {address} was lost; whole batches stand, run the same command again",
        f"与集群 {address} 的连接中断；已写入的批次保留，重新运行同一命令即可继续",
        field="on",
    )
