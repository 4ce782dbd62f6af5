"""Quality of assessments: agreement, drift, blind re-scoring, gold cases, reviews of signals."""
