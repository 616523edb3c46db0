"""Opens folders of results in headless QGIS and fails unless all of it is as it should be: `check-qgis.py PICTURES RUN…`."""

import json
import os
import sqlite3
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransform,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsLayerDefinition,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

SIZE = QSize(1200, 800)
ZOOMS = {"1-all": 1.0, "2-nearer": 4.0, "3-near": 16.0}
# Pixels that differ from the ground, below which a picture counts as blank: in all, and where a layer has few marks, of each.
DRAWN, MARK = 300, 40
STYLES = "layer_styles"
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED:", what)


def expressions(rule):
    if rule.filter():
        yield rule.filterExpression()
    symbol = rule.symbol()
    if symbol is not None:
        for i in range(symbol.symbolLayerCount()):
            layer = symbol.symbolLayer(i)
            properties = layer.dataDefinedProperties()
            for key in properties.propertyKeys():
                yield properties.property(key).expressionString()
    for child in rule.children():
        yield from expressions(child)


def check_layer(layer, count, where):
    """Valid, whole, readable; placed and styled by us, where it has a place."""
    check(layer.isValid(), f"{where}: is not valid")
    if not layer.isValid():
        return
    check(layer.featureCount() == count, f"{where}: {layer.featureCount()} features, not {count}")
    aliases = [layer.attributeAlias(i) for i in range(layer.fields().count()) if layer.fields()[i].name() != "fid"]
    check(all(aliases), f"{where}: {aliases.count('')} of {len(aliases)} fields without an alias")
    if not layer.isSpatial():
        return
    check(layer.crs().authid() == "EPSG:4326", f"{where}: CRS {layer.crs().authid()}")
    renderer = layer.renderer()
    if renderer.type() == "pointDisplacement":
        renderer = renderer.embeddedRenderer()
    check(renderer.type() == "RuleRenderer", f"{where}: drawn by {renderer.type()}, not by our style")
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    if renderer.type() == "RuleRenderer":
        root = renderer.rootRule()
        for text in expressions(root):
            expression = QgsExpression(text)
            check(text == "ELSE" or not expression.hasParserError(), f"{where}: {expression.parserErrorString()}: {text}")
    check(layer.mapTipTemplate() != "", f"{where}: no map tip")
    seen = 0
    for feature in layer.getFeatures():
        context.setFeature(feature)
        tip = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
        check("[%" not in tip and tip.count("<tr>") == tip.count("</tr>") and "<b></b>" not in tip, f"{where}: map tip {tip}")
        seen += 1
        if seen == 20:
            break


def render(settings, picture, empty=False, marks=None):
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    for error in job.errors():
        check(False, f"{picture}: {error.message}")
    image = job.renderedImage()
    check(image.save(str(picture)), f"{picture}: cannot be written")
    ground = settings.backgroundColor().rgb()
    drawn = sum(image.pixel(x, y) != ground for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    expected = DRAWN if marks is None else min(DRAWN, MARK * marks)
    check(empty or drawn * 9 > expected, f"{picture}: blank")
    return job.renderingTime()


def settings_of(project, layers, view, zoom, centre=None):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(project.crs())
    settings.setTransformContext(project.transformContext())
    settings.setOutputSize(SIZE)
    settings.setOutputDpi(96)
    settings.setBackgroundColor(QColor("white"))
    extent = QgsRectangle(view)
    extent.scale(1 / zoom, centre if zoom > 1 else None)
    settings.setExtent(extent)
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    return settings


def whole(project, layer):
    """All of a layer, with room around it."""
    to_map = QgsCoordinateTransform(layer.crs(), project.crs(), project)
    extent = to_map.transformBoundingBox(layer.extent())
    extent.grow(max(1000, 0.1 * max(extent.width(), extent.height())))
    return extent


def middle(project, vectors):
    """The middle site: where there is something to see from near."""
    sites = vectors.get("maillon_layer_sites") or next(iter(vectors.values()))
    to_map = QgsCoordinateTransform(sites.crs(), project.crs(), project)
    points = [to_map.transform(feature.geometry().centroid().asPoint()) for feature in sites.getFeatures()]
    return points and QgsPointXY(*(sorted(axis)[len(points) // 2] for axis in zip(*((p.x(), p.y()) for p in points))))


def check_run(run, pictures):
    name = run.name
    project = QgsProject.instance()
    check(project.read(str(run / "maillon.qgz")), f"{name}: the project does not open")
    check(project.crs().authid() == "EPSG:3857", f"{name}: project CRS {project.crs().authid()}")
    with sqlite3.connect(run / "maillon.gpkg") as database:
        names = [row[0] for row in database.execute("SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')")]
        names.remove(STYLES)
        counts = {table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in names}
    layers = {node.layerId(): node.layer() for node in project.layerTreeRoot().findLayers()}
    vectors = {i: layer for i, layer in layers.items() if isinstance(layer, QgsVectorLayer)}
    check(len(vectors) == len(counts), f"{name}: {len(vectors)} layers in the project, {len(counts)} in the GeoPackage")
    check(all(layer is not None and layer.isValid() for layer in layers.values()), f"{name}: a layer is not valid")
    for i, layer in vectors.items():
        check_layer(layer, counts[i.replace("maillon_layer_", "")], f"{name}, project, {layer.name()}")
        check(str(run) in layer.source(), f"{name}: {layer.source()} is not in the folder")
    relations = project.relationManager().relations().values()
    check(all(relation.isValid() for relation in relations), f"{name}: a relation is not valid")
    check(len(relations) >= 2 or "sites" not in counts, f"{name}: {len(relations)} relations")

    # A layer added by hand, from the GeoPackage and from GeoJSON with its sidecar.
    for table, count in counts.items():
        check_layer(QgsVectorLayer(f"{run}/maillon.gpkg|layername={table}", table, "ogr"), count, f"{name}, by hand, {table}")
    files = json.loads((run / "summary.json").read_text())["files"]
    for file, count in files.items():
        if file.endswith(".geojson") and count:
            check_layer(QgsVectorLayer(str(run / file), file, "ogr"), count, f"{name}, {file}")
        if file.endswith(".fgb") and count:
            layer = QgsVectorLayer(str(run / file), file, "ogr")
            check(layer.isValid() and layer.featureCount() == count, f"{name}, {file}")

    # As the project opens, at three zooms; then each layer alone.
    view = project.viewSettings().defaultViewExtent()
    view = QgsRectangle(view) if not view.isNull() else project.viewSettings().fullExtent()
    tree = project.layerTreeRoot()
    shown = [node.layer() for node in tree.findLayers() if node.isVisible()]
    for zoom, factor in ZOOMS.items():
        spent = render(settings_of(project, shown, view, factor, middle(project, vectors)), pictures / f"{name}-{zoom}.png", factor > 1 and "sites" not in counts)
        print(f"{name}: {zoom} drawn in {spent} ms")
    for i, layer in vectors.items():
        if not layer.isSpatial():
            continue
        picture = pictures / f"{name}-layer-{i.replace('maillon_layer_', '')}.png"
        if layer.extent().isNull() or not layer.extent().isFinite():
            print(f"{name}: no row of {layer.name()} has a place")
            continue
        render(settings_of(project, [layer], whole(project, layer), 1.0), picture, marks=layer.featureCount())

    # The folder moves; the project still finds what it shows.
    project.clear()
    moved = run.with_name(f"{name} elsewhere")
    run.rename(moved)
    check(project.read(str(moved / "maillon.qgz")), f"{name}, moved: the project does not open")
    invalid = [layer.name() for layer in project.mapLayers().values() if not layer.isValid()]
    check(not invalid and len(project.mapLayers()) == len(layers), f"{name}, moved: {invalid} are not valid")
    project.clear()
    moved.rename(run)

    # The group of layers, into a project that is open.
    loaded, error = QgsLayerDefinition.loadLayerDefinition(str(run / "maillon.qlr"), project, project.layerTreeRoot())
    check(loaded, f"{name}: the group of layers does not open: {error}")
    added = project.mapLayers().values()
    check(len(added) == len(counts) and all(layer.isValid() for layer in added), f"{name}: {len(added)} layers of the group")
    project.clear()
    print(f"{name}: {len(counts)} layers, {sum(counts.values())} rows, {len(relations)} relations")


def main():
    pictures, runs = Path(sys.argv[1]).resolve(), [Path(run).resolve() for run in sys.argv[2:]]
    pictures.mkdir(parents=True, exist_ok=True)
    application = QgsApplication([], False)
    application.initQgis()
    for run in runs:
        check_run(run, pictures)
    print(f"{len(failures)} failures; pictures in {pictures}")
    sys.stdout.flush()
    # QGIS's own end crashes where Python still holds a layer.
    os._exit(1 if failures else 0)


if __name__ == "__main__":
    main()
