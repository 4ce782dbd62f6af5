"""质量保证金 and 预付周转金: what is withheld, released or prepaid, by recorded decisions only."""
