"""An agency's file in: its profile, how it is read, checked, and staged."""
