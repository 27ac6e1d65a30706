"""How long a print file waits for its row (conference.files.stored_files)."""

from conference.files import stored_files
from conference.printing.documents import jobs
from conference.printing.models import FOLDER

# It is younger while its job is made; paper that belongs to no job must not lie about.
stored_files.rules.add("prints", stored_files.FileRule(FOLDER, wait=jobs.KEPT))
