import * as L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import Supercluster from 'supercluster';
import type { Schemas } from '../api/client';
import type { Ground } from './ground';
import { outlineOf, type Lateness, type Place, type PlacedOrder, type Point } from './places';

const CLOSEST = 19;
const CLUSTERED_UP_TO = 17;
const CLUSTER_PIXELS = 70;
/** The town's metro station: where the map begins when nothing else is known. */
const TOWN: [number, number] = [39.901547, 116.741787];

type Shape = 'square' | 'triangle' | 'circle';
export const SHAPES: Record<Lateness, Shape> = { late: 'square', soon: 'triangle', in_time: 'circle' };
const COLOURS: Record<Lateness, string> = { late: '--danger', soon: '--warn', in_time: '--ok' };

interface Inside extends L.CircleMarker {
  _renderer: { _drawing: boolean; _ctx: CanvasRenderingContext2D; _fillStroke: (context: CanvasRenderingContext2D, layer: L.CircleMarker) => void };
  _point: L.Point;
  _radius: number;
  _empty: () => boolean;
}

/** A mark on the canvas whose shape, not its colour alone, says how an order stands. */
const ShapeMarker = L.CircleMarker.extend({
  _updatePath(this: Inside & { options: L.CircleMarkerOptions & { shape: Shape } }) {
    if (!this._renderer._drawing || this._empty()) return;
    const { x, y } = this._point;
    const r = this._radius;
    const context = this._renderer._ctx;
    context.beginPath();
    if (this.options.shape === 'square') context.rect(x - r, y - r, 2 * r, 2 * r);
    else if (this.options.shape === 'triangle') {
      context.moveTo(x, y - 1.2 * r);
      context.lineTo(x + 1.15 * r, y + r);
      context.lineTo(x - 1.15 * r, y + r);
      context.closePath();
    } else context.arc(x, y, r, 0, Math.PI * 2);
    this._renderer._fillStroke(context, this);
  },
}) as unknown as new (at: L.LatLngExpression, options: L.CircleMarkerOptions & { shape: Shape }) => L.CircleMarker;

export interface Words {
  zoom_in: string;
  zoom_out: string;
}
export interface Heard {
  facility: (id: string) => void;
  order: (id: string) => void;
  moved: (centre: Place, bounds: { contains: (place: Place) => boolean }, zoom: number) => void;
  tiles_failed: () => void;
}

/** The map itself; everything it shows is drawn from what it is given. */
export class Drawing {
  private readonly map: L.Map;
  private readonly clusters = L.layerGroup();
  private readonly marks = L.layerGroup();
  private readonly stops = L.layerGroup();
  private readonly outlines = L.layerGroup();
  private readonly canvas = L.canvas({ padding: 0.3 });
  private readonly here = L.layerGroup();
  private index: Supercluster<{ id: string }> | null = null;
  /** Where the map was last sent by the page, until a hand moves it. */
  private sent: (() => void) | null = null;

  constructor(element: HTMLElement, private readonly ground: Ground, private readonly heard: Heard, tiles: Schemas['MapTiles'] | null, words: Words) {
    this.map = L.map(element, { center: TOWN, zoom: 12, minZoom: 9, maxZoom: CLOSEST, zoomControl: false, attributionControl: false, renderer: this.canvas, zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches });
    L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    for (const address of tiles?.layers ?? []) {
      L.tileLayer(address, { subdomains: tiles!.subdomains, maxZoom: CLOSEST, maxNativeZoom: 18, referrerPolicy: 'origin' })
        .on('tileerror', () => this.heard.tiles_failed())
        .addTo(this.map);
    }
    for (const group of [this.outlines, this.clusters, this.marks, this.stops, this.here]) group.addTo(this.map);
    this.map.on('moveend', () => this.moved());
    // The library ends a zoom that is under way at its own place, also after it was sent elsewhere meanwhile.
    this.map.on('zoomend', () => {
      const again = this.sent;
      this.sent = null;
      again?.();
    });
    for (const input of ['pointerdown', 'wheel', 'keydown', 'click']) element.addEventListener(input, () => { this.sent = null; }, { capture: true, passive: true });
  }

  /** Moves at once; what a hand does afterwards counts more. */
  private send(move: () => void): void {
    this.sent = null;
    move();
    this.sent = move;
  }

  private moved(): void {
    this.draw_clusters();
    const centre = this.map.getCenter();
    const bounds = this.map.getBounds();
    this.heard.moved(this.ground.real(centre.lat, centre.lng), { contains: (place) => bounds.contains(this.ground.shown(place)) }, this.map.getZoom());
  }

  facilities(points: readonly Point[]): void {
    this.index = new Supercluster<{ id: string }>({ radius: CLUSTER_PIXELS, maxZoom: CLUSTERED_UP_TO });
    this.index.load(points.map((point) => {
      const [latitude, longitude] = this.ground.shown(point);
      return { type: 'Feature', properties: { id: point.id }, geometry: { type: 'Point', coordinates: [longitude, latitude] } };
    }));
    this.draw_clusters();
  }

  private draw_clusters(): void {
    this.clusters.clearLayers();
    if (!this.index) return;
    const bounds = this.map.getBounds().pad(0.1);
    const box: [number, number, number, number] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const ink = colour('--link');
    for (const one of this.index.getClusters(box, Math.round(this.map.getZoom()))) {
      const [longitude, latitude] = one.geometry.coordinates as [number, number];
      const at: [number, number] = [latitude, longitude];
      if ('cluster' in one.properties && one.properties.cluster) {
        const { cluster_id, point_count } = one.properties as Supercluster.ClusterProperties;
        const size = 26 + Math.min(26, Math.round(Math.log2(point_count) * 3));
        L.marker(at, { keyboard: false, icon: L.divIcon({ className: 'map-cluster', html: String(point_count), iconSize: [size, size] }) })
          .on('click', () => this.map.setView(at, Math.min(CLOSEST, this.index!.getClusterExpansionZoom(cluster_id))))
          .addTo(this.clusters);
      } else {
        const { id } = one.properties as { id: string };
        new ShapeMarker(at, { shape: 'circle', renderer: this.canvas, radius: 6, weight: 2, color: ink, fillColor: ink, fillOpacity: 0.25 })
          .on('click', () => this.heard.facility(id))
          .addTo(this.clusters);
      }
    }
  }

  orders(orders: readonly PlacedOrder[]): void {
    this.marks.clearLayers();
    const edge = colour('--surface');
    const danger = colour('--danger');
    // What is most urgent is drawn last, above the others.
    for (const one of [...orders].reverse()) {
      const bad = one.order.severity === 'danger';
      new ShapeMarker(this.ground.shown(one), {
        shape: SHAPES[one.lateness],
        renderer: this.canvas,
        radius: bad ? 10 : 7,
        weight: bad ? 3 : 2,
        color: bad ? danger : edge,
        fillColor: colour(COLOURS[one.lateness]),
        fillOpacity: one.roughly ? 0.6 : 1,
      })
        .on('click', () => this.heard.order(one.order.id))
        .addTo(this.marks);
    }
  }

  crews(stops: readonly (Place & { name: string; order_id: string })[]): void {
    this.stops.clearLayers();
    for (const stop of stops) {
      const label = document.createElement('span');
      label.textContent = stop.name;
      L.marker(this.ground.shown(stop), { keyboard: false, icon: L.divIcon({ className: 'map-stop', html: label, iconSize: undefined, iconAnchor: [0, 30] }) })
        .on('click', () => this.heard.order(stop.order_id))
        .addTo(this.stops);
    }
  }

  villages(villages: readonly (Place & { name: string; points: readonly Place[] })[]): void {
    this.outlines.clearLayers();
    const line = colour('--line-strong');
    for (const village of villages) {
      const around = outlineOf(village, village.points);
      L.polygon(around.map((place) => this.ground.shown(place)), { renderer: this.canvas, interactive: false, color: line, weight: 1, dashArray: '4 4', fillOpacity: 0.04 }).addTo(this.outlines);
      const label = document.createElement('span');
      label.textContent = village.name;
      if (village.points.length === 0) label.className = 'bare';
      L.marker(this.ground.shown(village), { keyboard: false, interactive: false, icon: L.divIcon({ className: 'map-village', html: label, iconSize: undefined }) }).addTo(this.outlines);
    }
  }

  /** Shows everything there is. */
  whole(places: readonly Place[]): void {
    if (places.length === 0) return;
    const all = L.latLngBounds(places.map((place) => this.ground.shown(place)));
    this.send(() => this.map.fitBounds(all, { padding: [20, 20], animate: false }));
  }
  /** Shows a village whole, whatever was looked at before. */
  village(centre: Place, facilities: readonly Place[]): void {
    const around = L.latLngBounds([centre, ...outlineOf(centre, facilities)].map((place) => this.ground.shown(place)));
    this.send(() => this.map.fitBounds(around, { padding: [30, 30], maxZoom: 15, animate: false }));
    this.mark(centre);
  }
  go(place: Place, zoom = 16): void {
    const closest = Math.max(zoom, this.map.getZoom());
    this.send(() => this.map.setView(this.ground.shown(place), closest, { animate: false }));
    this.mark(place);
  }
  private mark(place: Place): void {
    this.here.clearLayers();
    L.circleMarker(this.ground.shown(place), { renderer: this.canvas, interactive: false, radius: 16, weight: 3, color: colour('--focus'), fill: false }).addTo(this.here);
  }
  resize(): void {
    this.map.invalidateSize();
  }
  end(): void {
    this.map.remove();
  }
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
