"""The words of this room: code → Chinese, with the tone of its badge where it has one."""

from __future__ import annotations

WORDS: dict[str, dict[str, str | tuple[str, str]]] = {
    "exchange_form": {
        "xlsx": "XLSX 工作簿",
        "csv": "CSV 文件（ZIP）",
        "parquet": "Parquet 文件（ZIP）",
        "fhir": "FHIR 形式的申报与审核结果（ZIP）",
    },
    "exchange_act": {"export": ("导出", "good"), "import": ("导入", "busy")},
    "exchange_file": {
        "persons": "参保人",
        "determinations": "待遇认定",
        "providers": "护理服务机构",
        "agreements": "服务协议",
        "prices": "协议价格",
        "carers": "护理人员",
        "certificates": "资格证书",
        "plans": "护理计划",
        "plan_items": "计划项目",
        "assignments": "派单",
        "stays": "事件（住院、死亡等）",
        "visits": "上门服务",
        "claim_lines": "申报行",
        "bank_results": "银行回盘",
    },
}
