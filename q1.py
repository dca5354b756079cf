import sys,cProfile,pstats
from tests.fuzzing.mangling import case_of
from tests.fuzzing.judging import judge
case=case_of(1,int(sys.argv[1]))
judge(case_of(1,10**6))
cProfile.run("print(judge(case))","/tmp/wt/fuzz.prof")
pstats.Stats("/tmp/wt/fuzz.prof").sort_stats("cumtime").print_stats("kundnojd",22)
