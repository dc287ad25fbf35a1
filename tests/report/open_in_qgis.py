"""Run by the system's Python, which has QGIS: opens plan.qgz of a folder, tells as JSON what it
holds, and draws the map and the print layouts into that folder."""

import json
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsLayoutExporter,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize

folder = Path(sys.argv[1])
application = QgsApplication([], False)
application.initQgis()
complaints = []
application.messageLog().messageReceived.connect(lambda text, *_: complaints.append(text))

project = QgsProject.instance()
opened = project.read(str(folder / "plan.qgz"))
layers = {
    layer.name(): {
        "valid": layer.isValid(),
        "source": layer.source(),
        "features": layer.featureCount(),
        "crs": layer.crs().authid(),
        "rules": [rule.label() for rule in layer.renderer().rootRule().children()],
        "aliases": [layer.attributeAlias(n) for n in range(layer.fields().count())],
        "labels": layer.labelsEnabled(),
    }
    for layer in project.mapLayers().values()
}
groups = {
    group.name(): [entry.name() for entry in group.findLayers()]
    for group in project.layerTreeRoot().findGroups()
}

settings = QgsMapSettings()
settings.setLayers(project.layerTreeRoot().layerOrder())
settings.setDestinationCrs(project.crs())
settings.setExtent(project.mapLayersByName(next(n for n in layers if "score" in n))[0].extent())
settings.setOutputSize(QSize(600, 600))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
job.renderedImage().save(str(folder / "map.png"))

layouts = {}
for number, layout in enumerate(project.layoutManager().printLayouts()):
    exporter = QgsLayoutExporter(layout)
    done = exporter.exportToPdf(
        str(folder / f"layout-{number}.pdf"), QgsLayoutExporter.PdfExportSettings()
    )
    layouts[layout.name()] = {"exported": done == exporter.Success, "file": f"layout-{number}.pdf"}

# The GeoPackage alone, as it is dragged into a window.
alone = {}
for table in ("regions", "hubs", "links", "institutions"):
    layer = QgsVectorLayer(f"{folder / 'plan.gpkg'}|layername={table}", table, "ogr")
    kind = layer.renderer().type() if layer.isValid() else ""
    alone[table] = {"valid": layer.isValid(), "renderer": kind}

print(
    json.dumps(
        {
            "opened": opened,
            "crs": project.crs().authid(),
            "title": project.title(),
            "layers": layers,
            "groups": groups,
            "layouts": layouts,
            "alone": alone,
            "complaints": complaints,
        }
    )
)
