"""The demonstration: invented households and those who support them, told through the verbs as if it had happened."""
