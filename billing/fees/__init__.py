"""评估费: what an assessment cost and who pays it, posted once, taken back after a review."""
