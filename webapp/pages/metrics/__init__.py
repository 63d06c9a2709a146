"""The pages about metrics: all of them (table), one (show), its editor (edit), its states (change)."""
