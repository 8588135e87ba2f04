"""The demonstration: invented households and the people who support them, told through the verbs as if it had happened."""
