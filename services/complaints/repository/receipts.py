"""Which receipt code leads to which complaint; of a code only its slow hash is kept."""

from collections.abc import Callable

from pymongo.database import Database

from jiandu.identity.receipt import Pepper, digits_of, new_code
from jiandu.store.connection import Document


class Receipts:
    """Codes and where they lead.

    `run` is handed the slow function and its argument: in a service a pool of threads, never the loop itself.
    """

    def __init__(
        self,
        database: Database[Document],
        pepper: Pepper,
        run: Callable[[Callable[[str], str], str], str] = lambda slow, code: slow(code),
    ) -> None:
        self._collection = database["receipts"]
        self._pepper = pepper
        self._run = run

    def hashed(self) -> tuple[str, str]:
        """A new code and its hash; takes its time, which needs no complaint to be there yet."""
        code = new_code()
        return code, self._run(self._pepper.slow_hash, code)

    def keep(self, hashed: str, complaint_id: str) -> None:
        """From now on the code of this hash leads to the complaint; those kept before go on leading there."""
        self._collection.insert_one({"_id": hashed, "complaint_id": complaint_id})

    def complaint_of(self, code: str) -> str | None:
        """The complaint the code leads to, None if to none; takes as long for what is no code at all."""
        hashed = self._run(self._pepper.slow_hash, code)
        found = self._collection.find_one({"_id": hashed})
        return found["complaint_id"] if found and digits_of(code) else None
