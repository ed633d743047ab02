import json, time, cProfile, pstats
from collections import defaultdict
import pytest
from django.test import override_settings
from django.urls import get_resolver, URLResolver, resolve
from strongroom.foundation import clock
from tests.interfaces.permissions.asking import Visitor, without_words
from tests.interfaces.permissions.kinds import *
from tests.interfaces.permissions.world import world_of_its_own
from tests.support.given import NOON

@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    clock.install(lambda: NOON)
    with django_db_blocker.unblock(), override_settings(TEMPLATES=without_words()), world_of_its_own() as w:
        yield w

def test_explore(world):
    clock.install(lambda: NOON)
    t=time.time()
    v=Visitor(world)
    n=0
    for at in ["/","/project/harborlight/","/project/harborlight/manage/yank/","/desk/","/account/"]:
      for m in ("GET","POST"):
        t=time.time()
        d=defaultdict(list)
        for k in Kind:
            r=v.ask(m,at,k,Credential.FRESH,{"version":"1.0"})
            d[r[:2]].append(k.name)
        print(m,at,dict(d), (time.time()-t)/19*1000,"ms")
