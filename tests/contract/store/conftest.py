"""Every contract runs against the fake and against the real store."""

import pytest

from jiandu.store.connection import connect
from jiandu.store.memory import MemoryAggregates, MemoryLanes
from jiandu.store.mongo import MongoAggregates
from jiandu.store.mongo_lanes import MongoLanes


@pytest.fixture(scope="module")
def database(store, request):
    name = f"contract_{request.module.__name__.rpartition('.')[2]}"
    database = connect(store.mongo_uri, name)
    yield database
    database.client.drop_database(name)
    database.client.close()


@pytest.fixture(params=["memory", "mongo"])
def aggregates(request):
    if request.param == "memory":
        return MemoryAggregates()
    mongo = MongoAggregates(request.getfixturevalue("database"))
    mongo.collection.delete_many({})
    mongo.ensure_indexes()
    return mongo


@pytest.fixture(params=["memory", "mongo"])
def lanes(request):
    if request.param == "memory":
        return MemoryLanes()
    database = request.getfixturevalue("database")
    for name in ("lanes", "lane_bodies"):
        database[name].delete_many({})
    mongo = MongoLanes(database)
    mongo.ensure_indexes()
    return mongo
