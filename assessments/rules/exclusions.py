"""The circumstances in which areas refuse a benefit, by the words that packs list them with."""

from __future__ import annotations

from collections.abc import Mapping

UNPAID = "unpaid"
EXCLUSIONS: Mapping[str, tuple[str, str]] = {
    "work_injury_care": (
        "已享受工伤保险生活护理费",
        "draws the care allowance of work injury",
    ),
    "third_party": ("依法应由第三人负担", "a third party is liable"),
    "disability_subsidy": (
        "已享受重度残疾人护理补贴",
        "draws the subsidy of severe disability",
    ),
    "other_care_subsidy": ("已享受其他护理补贴", "draws another care subsidy"),
    "inpatient_only_insurance": ("只参加住院医疗保险", "is insured for inpatient care only"),
    "false_papers": ("材料不全或虚假", "papers are missing or false"),
    "out_of_area": ("在统筹地区以外", "outside the pooling area"),
    UNPAID: ("未参保缴费或中断缴费", "contributions are not paid"),
    "fiscal_backed": ("财政兜底保障人员", "is maintained by public finance"),
    "other_insurance": ("应由其他社会保险或法律规定负担", "another insurance or law pays"),
    "public_health": ("应由公共卫生负担", "public health pays"),
    "abroad": ("在境外", "abroad"),
    "non_agreement": ("在非协议机构发生", "care by a provider without agreement"),
    "hospital_benefit": ("正在享受住院医保待遇", "draws hospital benefits"),
    "disability_programme": ("已享受残疾人专项保障", "is covered by a disability programme"),
    "military_injury": ("伤残军人等专项保障", "is covered as an injured soldier"),
    "mental_illness_programme": ("已享受精神疾病专项保障", "is covered for mental illness"),
    "untrained_family_carer": ("亲属照护者未经培训", "the family carer is not trained"),
}
