import sys,time,collections
from tests.fuzzing.mangling import case_of
from tests.fuzzing.judging import judge
a,b=int(sys.argv[1]),int(sys.argv[2])
t=time.time(); c=collections.Counter()
for n in range(a,b):
    case=case_of(1,n)
    s=time.time()
    v=judge(case)
    c[tuple(v.codes.values())]+=1
    if time.time()-s>2: print("SLOW",time.time()-s,case.told)
    if v.faults: print(case.told,v.faults)
print(c,time.time()-t)
