"""The work of the engine bench by others, each in its best form: all pairs of a supply and a demand of one resource
within its radius, scored 0.6 exp(-d/r) + 0.4 min/max of the amounts; (sum) counted and added up, (top10) the ten best of
each supply. `scripts/bench-peers` runs it. Index, join and score are timed; reading the points and loading tables are not.

usage: peers.py one PEER TASK WORK      prints a JSON line
       peers.py all WORK ENGINE LIMIT   prints a table in Markdown; ENGINE holds the engine bench's JSON lines
       peers.py results TABLE FLOWS PAGE   puts the table into the page
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

THREADS = 2
# Counts may differ by this share, which is what the peers' distance models do.
SLACK = 0.01


class Work:
    """Columns of the points, and for each resource its radius, supplies and demands."""

    def __init__(self, path):
        columns = np.fromfile(path, "<f8").reshape(-1, 6).T
        self.resource, self.side = columns[:2].astype(np.int32)
        self.lon, self.lat, self.amount, self.radius = columns[2:]

    def planar(self):
        """Metres of Lambert-93, the projection that France plans in."""
        import pyproj

        to = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)
        return np.stack(to.transform(self.lon, self.lat), 1)

    def geocentric(self):
        e2, a = 0.006694379990141317, 6378137.0
        lon, lat = np.radians(self.lon), np.radians(self.lat)
        n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        return np.stack([n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - e2) * np.sin(lat)], 1)

    def markets(self):
        for number in np.unique(self.resource):
            own = self.resource == number
            supplies, demands = np.flatnonzero(own & (self.side == 0)), np.flatnonzero(own & (self.side == 1))
            if len(supplies) and len(demands):
                yield float(self.radius[supplies[0]]), supplies, demands


def reduced(task, supplies, score):
    """Count and sum, of all pairs or of each supply's ten best."""
    if task == "sum" or len(score) == 0:
        return len(score), float(score.sum())
    order = np.lexsort((-score, supplies))
    sorted_, score = supplies[order], score[order]
    new = np.r_[True, sorted_[1:] != sorted_[:-1]]
    rank = np.arange(len(score)) - np.maximum.accumulate(np.where(new, np.arange(len(score)), 0))
    return int((rank < 10).sum()), float(score[rank < 10].sum())


def scored(metres, radius, a, b):
    return 0.6 * np.exp(-metres / radius) + 0.4 * np.minimum(a, b) / np.maximum(a, b)


def by_market(work, task, pairs):
    """Adds up what `pairs` finds for each resource, on threads: NumPy, SciPy and GEOS let go of the interpreter."""

    def one(market):
        radius, supplies, demands = market
        i, j, metres = pairs(radius, supplies, demands)
        return reduced(task, i, scored(metres, radius, work.amount[supplies[i]], work.amount[demands[j]]))

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(one, work.markets()))
    return sum(p[0] for p in parts), sum(p[1] for p in parts)


def scipy_ckdtree(work, task, timer):
    """cKDTree per resource, chords in space"""
    from scipy.spatial import cKDTree

    timer.start()
    place, earth = work.geocentric(), 6371008.8

    def pairs(radius, supplies, demands):
        chord = 2 * earth * np.sin(radius / 2 / earth)
        a, b = cKDTree(place[supplies]), cKDTree(place[demands])
        found = a.sparse_distance_matrix(b, chord, output_type="ndarray")
        chords = found["v"]
        return found["i"], found["j"], chords * (1 + chords**2 / (24 * earth**2))

    return by_market(work, task, pairs)


def shapely_strtree(work, task, timer):
    """STRtree per resource, planar"""
    import shapely

    timer.start()
    place = work.planar()
    points = shapely.points(place)

    def pairs(radius, supplies, demands):
        i, j = shapely.STRtree(points[demands]).query(points[supplies], predicate="dwithin", distance=radius)
        return i, j, np.hypot(*(place[supplies[i]] - place[demands[j]]).T)

    return by_market(work, task, pairs)


def geopandas_sjoin(work, task, timer):
    """sjoin dwithin per resource, planar"""
    import geopandas

    timer.start()
    place = work.planar()
    points = geopandas.GeoSeries.from_xy(*place.T, crs=2154)

    def pairs(radius, supplies, demands):
        i, j = points.iloc[demands].sindex.query(points.iloc[supplies], predicate="dwithin", distance=radius)
        return i, j, np.hypot(*(place[supplies[i]] - place[demands[j]]).T)

    return by_market(work, task, pairs)


def polars_grid(work, task, timer):
    """join on cells of a radius, planar"""
    import polars as pl

    timer.start()
    place = work.planar()

    def side(radius, own):
        x, y = place[own].T
        cell = lambda v: (v // radius).astype(np.int32)
        return pl.DataFrame({"n": own.astype(np.int32), "x": x, "y": y, "q": work.amount[own], "cx": cell(x), "cy": cell(y)})

    near = pl.DataFrame([(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)], schema={"dx": pl.Int32, "dy": pl.Int32}, orient="row")
    pairs, total = 0, 0.0
    for radius, supplies, demands in work.markets():
        around = side(radius, demands).lazy().join(near.lazy(), how="cross").with_columns(cx=pl.col("cx") + pl.col("dx"), cy=pl.col("cy") + pl.col("dy"))
        d = ((pl.col("x") - pl.col("x_right")) ** 2 + (pl.col("y") - pl.col("y_right")) ** 2).sqrt()
        found = side(radius, supplies).lazy().join(around, on=["cx", "cy"]).with_columns(d=d).filter(pl.col("d") <= radius)
        fit = pl.min_horizontal("q", "q_right") / pl.max_horizontal("q", "q_right")
        found = found.select("n", score=0.6 * (-pl.col("d") / radius).exp() + 0.4 * fit)
        if task == "top10":
            found = found.group_by("n").agg(pl.col("score").top_k(10)).explode("score")
        row = found.select(pl.len().alias("pairs"), pl.col("score").sum()).collect().row(0)
        pairs, total = pairs + row[0], total + row[1]
    return pairs, total


REDUCE = {
    "sum": "select count(*), sum(score) from ({pairs}) p",
    "top10": "select count(*), sum(score) from (select score, row_number() over (partition by s order by score desc) as k from ({pairs}) p) t where k <= 10",
}
SCORE = "0.6 * exp(-d / r) + 0.4 * least(qs, qd) / greatest(qs, qd)"


def duckdb_connection(work, spatial=False):
    import duckdb

    db = duckdb.connect(config={"threads": THREADS})
    if spatial:
        import importlib.resources

        # The package brings the extension's file: nothing is fetched.
        (file,) = importlib.resources.files("duckdb_extension_spatial").glob("extensions/*/spatial.duckdb_extension")
        db.execute(f"load '{file}'")
    x, y = work.planar().T
    columns = {"n": np.arange(len(x), dtype=np.int32), "resource": work.resource, "side": work.side, "lon": work.lon,
               "lat": work.lat, "x": x, "y": y, "q": work.amount, "r": work.radius}
    import pyarrow

    table = pyarrow.table(columns)
    db.register("arrow", table)
    db.execute("create table flow as select * from arrow")
    return db


def duckdb_grid(work, task, timer):
    """join on cells of a radius, planar"""
    db = duckdb_connection(work)
    timer.start()
    return db.execute(REDUCE[task].format(pairs=cells("sqrt((s.x - t.x) ** 2 + (s.y - t.y) ** 2)", "d <= r"))).fetchone()


def duckdb_spheroid(work, task, timer):
    """join on cells of a radius, then ST_Distance_Spheroid: geodesic"""
    db = duckdb_connection(work, spatial=True)
    timer.start()
    # A hundredth of slack: the cells are planar, the distance is not.
    way = "ST_Distance_Spheroid(ST_Point(s.lat, s.lon)::POINT_2D, ST_Point(t.lat, t.lon)::POINT_2D)"
    near = "(s.x - t.x) ** 2 + (s.y - t.y) ** 2 <= (1.01 * s.r) ** 2"
    return db.execute(REDUCE[task].format(pairs=cells(way, "d <= r", near, 1.01))).fetchone()


def cells(way, keep, near="true", wide=1.0):
    cell = f"cast(floor(x / ({wide} * r)) as integer) as cx, cast(floor(y / ({wide} * r)) as integer) as cy"
    return f"""select s, {SCORE} as score from (
        select s.n as s, s.q as qs, t.q as qd, s.r as r, {way} as d
        from (select *, {cell} from flow where side = 0) s
        join (select f.* exclude (cx, cy), cx + dx as cx, cy + dy as cy from (select *, {cell} from flow where side = 1) f,
              (select unnest([-1, 0, 1]) as dx), (select unnest([-1, 0, 1]) as dy)) t
        on s.resource = t.resource and s.cx = t.cx and s.cy = t.cy where {near}) where {keep}"""


def duckdb_spatial(work, task, timer):
    """ST_DWithin per resource, planar"""
    db = duckdb_connection(work, spatial=True)
    db.execute("create table place as select n, resource, side, q, r, ST_Point(x, y) as g from flow")
    timer.start()
    return per_resource(lambda sql: db.execute(sql).fetchone(), work, task, "place")


def per_resource(run, work, task, table):
    pairs, total = 0, 0.0
    for number in np.unique(work.resource):
        radius = float(work.radius[work.resource == number][0])
        found = f"""select s, {SCORE} as score from (
            select s.n as s, s.q as qs, t.q as qd, {radius} as r, ST_Distance(s.g, t.g) as d
            from (select * from {table} where side = 0 and resource = {number}) s
            join (select * from {table} where side = 1 and resource = {number}) t on ST_DWithin(s.g, t.g, {radius})) f"""
        row = run(REDUCE[task].format(pairs=found))
        pairs, total = pairs + row[0], total + (row[1] or 0.0)
    return pairs, total


def sedonadb(work, task, timer):
    """ST_DWithin per resource, planar"""
    import pandas
    import sedona.db

    db = sedona.db.connect()
    x, y = work.planar().T
    frame = pandas.DataFrame({"n": np.arange(len(x)), "resource": work.resource, "side": work.side, "q": work.amount, "x": x, "y": y})
    db.create_data_frame(frame).to_view("flow")
    db.sql("select n, resource, side, q, ST_Point(x, y) as g from flow").to_memtable().to_view("place")
    timer.start()
    return per_resource(lambda sql: tuple(db.sql(sql).to_pandas().iloc[0]), work, task, "place")


def postgis(work, task, timer):
    """geography, GiST, ST_DWithin per resource: geodesic"""
    binaries = max((f"/usr/lib/postgresql/{v}/bin" for v in os.listdir("/usr/lib/postgresql")), default=None)
    with tempfile.TemporaryDirectory() as home:
        # A private cluster; PostgreSQL refuses to run as root.
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if user:
            shutil.chown(home, "postgres")
        data = f"{home}/data"
        quiet = {"stdout": subprocess.DEVNULL, "check": True}
        subprocess.run([*user, f"{binaries}/initdb", "-D", data, "-A", "trust", "-U", "bench"], **quiet)
        options = f"-k {home} -c listen_addresses= -c shared_buffers=1GB -c work_mem=512MB -c fsync=off -c max_parallel_workers_per_gather=1"
        subprocess.run([*user, f"{binaries}/pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", options, "start"], **quiet)

        def sql(text, stdin=None):
            command = [f"{binaries}/psql", "-h", home, "-U", "bench", "-d", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", text]
            return subprocess.run(command, input=stdin, capture_output=True, text=True, check=True).stdout.split("|")

        try:
            sql("create extension postgis")
            sql("create table raw (n int, resource int, side int, q float8, r float8, lon float8, lat float8)")
            rows = zip(range(len(work.lon)), work.resource, work.side, work.amount, work.radius, work.lon, work.lat)
            sql("copy raw from stdin", "\n".join("\t".join(map(str, row)) for row in rows) + "\n")
            sql("create table flow as select n, resource, side, q, r, ST_Point(lon, lat, 4326)::geography as g from raw")
            timer.start()
            # One index of its own for each resource's demands.
            for number in np.unique(work.resource):
                sql(f"create table d{number} as select * from flow where side = 1 and resource = {number}")
                sql(f"create index on d{number} using gist (g)")
                sql(f"analyze d{number}")
            pairs, total = 0, 0.0
            for number in np.unique(work.resource):
                found = f"""select s.n as s, 0.6 * exp(-ST_Distance(s.g, t.g) / s.r) + 0.4 * least(s.q, t.q) / greatest(s.q, t.q) as score
                    from flow s join d{number} t on ST_DWithin(s.g, t.g, s.r) where s.side = 0 and s.resource = {number}"""
                row = sql(REDUCE[task].format(pairs=found))
                pairs, total = pairs + int(row[0]), total + float(row[1] or 0)
            return pairs, total
        finally:
            subprocess.run([*user, f"{binaries}/pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)


PEERS = [scipy_ckdtree, polars_grid, duckdb_grid, duckdb_spatial, duckdb_spheroid, sedonadb, shapely_strtree, geopandas_sjoin, postgis]


class Timer:
    def start(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()


def one(name, task, path):
    peer = next(peer for peer in PEERS if peer.__name__ == name)
    timer = Timer()
    pairs, total = peer(Work(path), task, timer)
    wall, cpu = time.perf_counter() - timer.wall, time.process_time() - timer.cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": wall, "cpu": cpu, "pairs": int(pairs), "sum": float(total), "mb": peak}))


def asked(name, task, path, limit):
    """What a peer answers in a process of its own, or why it does not."""
    environment = {**os.environ, "POLARS_MAX_THREADS": str(THREADS), "OMP_NUM_THREADS": "1", "TOKIO_WORKER_THREADS": str(THREADS)}
    # A peer that is cut short gets the time to stop what it started.
    with subprocess.Popen([sys.executable, __file__, "one", name, task, path], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.send_signal(2)
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
            return f"not within {limit} s"
    if process.returncode:
        last = (err.strip().splitlines() or ["?"])[-1]
        return f"failed: {last[:100]}"
    return json.loads(out.strip().splitlines()[-1])


def every(path, engine, limit):
    lines = [json.loads(line) for line in open(engine) if line.startswith("{")]
    print("| task | who | how | seconds | ratio | CPU seconds | ratio | memory MB | pairs | off |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for task in REDUCE:
        own = [line for line in lines if line["name"].split()[1] == task and line["threads"] == THREADS]
        base = next(line for line in own if line["name"].startswith("engine"))
        how = {"engine": "packed tree, geodesic", "floor": "bare loop over a grid, chords", "rstar": "R-tree, chords"}
        for line in own:
            who = line["name"].split()[0]
            row(task, who, how[who], line, base)
        for peer in PEERS:
            row(task, peer.__name__, peer.__doc__, asked(peer.__name__, task, path, limit), base)


def row(task, who, how, found, base):
    if isinstance(found, str):
        cells_ = [found, "", "", "", "", "", ""]
    else:
        off = found["pairs"] / base["pairs"] - 1
        wrong = " (wrong)" if abs(off) > SLACK else ""
        ratio = lambda key: f"{found[key] / max(base[key], 1e-9):.1f}"
        cells_ = [f"{found['seconds']:.2f}", ratio("seconds"), f"{found['cpu']:.2f}", ratio("cpu"), f"{found['mb']:,}",
                  f"{found['pairs']:,}", f"{100 * off:+.3f} %{wrong}"]
    print("| " + " | ".join([task, who, how, *cells_]) + " |", flush=True)


def results(table, flows, path):
    """Puts the table between its marks, with the machine and the versions that it holds for."""
    import platform
    from importlib import metadata

    names = ["numpy", "scipy", "shapely", "geopandas", "polars", "duckdb", "sedonadb"]
    versions = []
    for name in names:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"no {name}")
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    rest = f"{THREADS} threads of {os.cpu_count()} cores ({cpu}), {gb:.0f} GB, {platform.system()} {platform.machine()}; load {os.getloadavg()[2]:.1f}"
    text = f"{int(flows):,} flows, {time.strftime('%Y-%m-%d')}: {rest}; {', '.join(versions)}.\n\n{open(table).read()}"
    begin, end = "<!-- peers -->\n", "<!-- /peers -->\n"
    page = open(path).read()
    with open(path, "w") as out:
        out.write(page[: page.index(begin)] + begin + text + page[page.index(end) :])


if __name__ == "__main__":
    if sys.argv[1] == "one":
        one(*sys.argv[2:5])
    elif sys.argv[1] == "results":
        results(*sys.argv[2:5])
    else:
        every(sys.argv[2], sys.argv[3], int(sys.argv[4]))
