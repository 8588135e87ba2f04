"""Figures for whoever steers the service: each for one agency, and small numbers in none of them.

What is protected: within one report and the same months, no number about fewer than five households can be worked out from
any of its rows, its totals and the same report of other teams, since all teams are protected together; nor from what a
manager reads of the own team's cases. What is not: reports
of other months set beside each other, one report beside another, and what a reader knows from elsewhere.
"""
