"""The words of this room's reasons, in Chinese and in English."""

from __future__ import annotations

from ltc.shared.reasons import register_texts

SCORE = {
    "score.band": (
        "{dimension}得分 {total}（满分 {highest}），评为“{band}”",
        "{dimension_en}: {total} of {highest} points, {band_en}",
    ),
    "score.matrix": (
        (
            "日常生活活动能力“{row}”，认知能力与感知觉沟通能力中较重者“{column}”，"
            "按组合表为 {grade} 级（{grade_name}）"
        ),
        (
            "activities of daily living {row_en}, the worse of cognition and senses {column_en}: "
            "grade {grade} ({grade_name_en}) by the combination table"
        ),
    ),
    "score.matrix_unverified": (
        "组合表尚未与官方文本逐格核对",
        "the combination table has not been checked against the official text",
    ),
    "score.levels_unverified": (
        "等级划分据公开转录录入，尚未与官方文本核对",
        (
            "the levels come from public transcriptions and have not been checked against the "
            "official text"
        ),
    ),
    "score.level": (
        "总分 {total}，为 {grade} 级（{grade_name}）",
        "total {total}: level {grade} ({grade_name_en})",
    ),
    "score.coma": (
        "处于昏迷状态，直接评为 {grade} 级（{grade_name}）",
        "in a coma: level {grade} ({grade_name_en}) directly",
    ),
    "score.coma_contradicted": (
        "“意识水平”一项评为 {points} 分，与昏迷不符，请核对",
        "consciousness was given {points} points, which does not fit a coma; please check",
    ),
    "score.diagnosis": (
        "确诊痴呆或其他精神和行为障碍，上调 {levels} 级",
        "diagnosed dementia or another mental disorder: {levels} level more severe",
    ),
    "score.risk_events": (
        "近 {days} 天内照护风险事件 {count} 次（满 {from_count} 次即上调），上调 {levels} 级",
        (
            "{count} care risk events within {days} days (from {from_count} on): "
            "{levels} level more severe"
        ),
    ),
    "score.changes_once": (
        "同时符合多项上调条件，标准未写明累加，只上调 {levels} 级",
        (
            "several conditions hold at once; the standard does not say they add up, "
            "so {levels} level in all"
        ),
    ),
    "score.changed": (
        "调整后为 {grade} 级（{grade_name}）",
        "level {grade} ({grade_name_en}) after the change",
    ),
    "self.count": (
        (
            "a 类（进食、大小便控制、洗澡）依赖 {a} 项，b 类（穿衣、用厕、床椅转移）依赖 {b} 项，"
            "自评为 {letter} 级"
        ),
        (
            "{a} dependent items of class a (eating, continence, bathing) and {b} of class b "
            "(dressing, toilet, transfer): letter {letter}"
        ),
    ),
    "self.partial_counted": (
        "“部分独立”按本地规定计入依赖",
        "partly independent counts as dependent by the area's rule",
    ),
    "self.may_apply": (
        "达到 {gate} 级，可以申请失能等级评估",
        "letter {letter} is among {gate}: an assessment may be applied for",
    ),
    "self.below_gate": (
        "未达到 {gate} 级，暂不能申请失能等级评估",
        "letter {letter} is not among {gate}: no assessment may be applied for yet",
    ),
}

register_texts(SCORE)
