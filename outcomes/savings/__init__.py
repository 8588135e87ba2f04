"""What fewer incidents, stays and crises are worth, and to whom. Numbers in, numbers out: nothing is asked of the database.

A chain, after HM Treasury's guidance for local partnerships on cost-benefit analysis (2014): how much less happened, what one
of them costs in the prices of one year, what would have happened anyway, how far the evidence is to be believed, when it
comes and how it fades, what it is worth today, and who gains. Amounts are pounds as Decimal, never rounded on the way.
"""
