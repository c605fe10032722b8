/// <reference types="vite/client" />
// The service worker's list of files, filled in by the build (see vite.config.ts).
declare const __PRECACHE__: { url: string; revision: string | null }[];
