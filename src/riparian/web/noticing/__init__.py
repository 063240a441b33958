"""What is worth a sentence: rules with thresholds and significance over small tables. Pure; one file a subject."""
