"""The conflict register: declaring that one is close to a household, for everybody; keeping the register, for some."""
