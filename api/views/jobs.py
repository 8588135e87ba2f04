"""Jobs: what nobody waits for, and how far it is."""

from agencies import jobs
from api.endpoints import Detail, Listing, Verb
from api.pages import ByAsking
from api.serializers.agencies import NothingMore
from api.serializers.extracts import JobShown


class Jobs(Listing):
    """Your jobs; for whoever keeps agreements, all of the agency's."""

    rows, out = jobs.jobs_for, JobShown
    pagination_class = ByAsking


class JobDetail(Detail):
    """One of them."""

    subject, subject_key, out = jobs.job_for, "id", JobShown


class RetryJob(Verb):
    """A job that failed goes on from where it was."""

    subject, subject_key, again = jobs.job_for, "id", jobs.job_for
    body, verb, out = NothingMore, jobs.retry, JobShown
