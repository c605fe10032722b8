import { parseYaml } from '@redocly/openapi-core';
import vue from '@vitejs/plugin-vue';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build, defineConfig, type Plugin, type UserConfig } from 'vite';

const root = import.meta.dirname;
const apps = ['resident', 'operator', 'crew', 'supervisor', 'docs'].filter((app) =>
  existsSync(join(root, app, 'index.html')),
);
/** Built by themselves: they share no file with the pages of the staff. */
const ALONE = ['resident', 'docs'];
const alias = { '@shared': join(root, 'shared') };

/** In development the same addresses as on the server: /, /f/CODE, /t/TOKEN and /v/VILLAGE are the residents' page. */
function entry_of(path: string): string | undefined {
  if (path === '/' || path.startsWith('/f/') || path.startsWith('/t/') || path.startsWith('/v/')) return '/resident/index.html';
  const app = apps.find((name) => path === `/${name}` || path.startsWith(`/${name}/`));
  return app && !/\.\w+$/.test(path) ? `/${app}/index.html` : undefined;
}

function addresses(): Plugin {
  return {
    name: 'lamplighter-addresses',
    apply: 'serve',
    // light-dark() is written out as in the built pages: a canvas does not know it.
    config: () => ({ css: { transformer: 'lightningcss' } }),
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? '/').split('?')[0] ?? '/';
        if (path === '/scheme.js') request.url = '/shared/public/scheme.js';
        const entry = entry_of(path);
        if (entry && request.headers.accept?.includes('text/html')) request.url = entry;
        const file = join(root, path.replace(/^\/(\w+)\//, '/$1/public/'));
        if (apps.some((app) => path.startsWith(`/${app}/`)) && existsSync(file) && statSync(file).isFile()) {
          request.url = `/${relative(root, file)}`;
        }
        next();
      });
    },
  };
}

function files_below(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => join(found.parentPath, found.name));
}

/**
 * Lays the built files out as the server serves them: the residents' page at the top, the other three in their
 * folders, `APP/public/` beside each page, and `crew/service_worker.ts` as one file that knows what to keep.
 */
function layout(): Plugin {
  let crew_files: string[] = [];
  let dist = '';
  return {
    name: 'lamplighter-layout',
    apply: 'build',
    configResolved(config) {
      dist = resolve(root, config.build.outDir);
    },
    generateBundle(_options, bundle) {
      const wanted = new Set<string>();
      const visit = (name: string): void => {
        const file = bundle[name];
        if (!file || wanted.has(name)) return;
        wanted.add(name);
        if (file.type !== 'chunk') return;
        // What comes straight from a package, or is of no use without a network, is fetched when it is first needed.
        const later = file.dynamicImports.filter((each) => {
          const module = (bundle[each] as { facadeModuleId?: string | null } | undefined)?.facadeModuleId ?? '';
          return !['/node_modules/', '/shared/account/OwedGate.vue', '/shared/account/OwnAccount.vue', '/shared/account/TokensPanel.vue', '/shared/passkeys/', '/shared/work_order/OrderProofs.vue'].some((part) => module.includes(part));
        });
        [...file.imports, ...later].forEach(visit);
        file.viteMetadata?.importedCss.forEach(visit);
        file.viteMetadata?.importedAssets.forEach(visit);
      };
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && file.facadeModuleId?.startsWith(join(root, 'crew/'))) visit(file.fileName);
      }
      crew_files = [...wanted];
    },
    async writeBundle() {
      for (const app of apps) {
        const folder = app === 'resident' ? dist : join(dist, app);
        if (existsSync(join(root, app, 'public'))) cpSync(join(root, app, 'public'), folder, { recursive: true });
      }
      cpSync(join(root, 'shared/public'), dist, { recursive: true });
      // It holds up the first paint, so its comments stay at home.
      const scheme = join(dist, 'scheme.js');
      writeFileSync(scheme, readFileSync(scheme, 'utf8').replace(/^\s*\/\/.*\n/gm, ''));
      if (apps.includes('resident')) {
        await build_residents(dist);
        renameSync(join(dist, 'resident/index.html'), join(dist, 'index.html'));
        rmSync(join(dist, 'resident'), { recursive: true });
      }
      if (apps.includes('docs')) await build_docs(dist);
      if (existsSync(join(root, 'crew/service_worker.ts'))) await build_service_worker(dist, crew_files);
      await compress(dist);
    },
  };
}

/**
 * Beside each file its small forms, which the server sends to those who take them. Most browsers take only gzip where
 * there is no TLS, so it is sought as long as brotli is: 4 % smaller than gzip -9, for some seconds of a build.
 */
async function compress(dist: string): Promise<void> {
  // Loaded only here: it ends the program when a promise of anybody else fails.
  const { gzipAsync } = await import('@gfx/zopfli');
  for (const file of files_below(dist).filter((name) => /\.(html|js|css|svg|webmanifest|json|yaml)$/.test(name))) {
    const bytes = readFileSync(file);
    if (bytes.length < 256) continue;
    writeFileSync(`${file}.br`, brotliCompressSync(bytes));
    writeFileSync(`${file}.gz`, await gzipAsync(bytes, {}));
  }
}

/**
 * The residents' page is built by itself: it must open on a poor network, so it shares no file with the pages of the
 * staff, who need more of Vue, and leaves out the shared words it does not show.
 */
const build_residents = (dist: string): Promise<void> =>
  build_alone(dist, 'resident', {
    treeshake: { manualPureFunctions: ['makeT'] },
    // All of the first screen in one file, and what all further pages need in another: each name of a file
    // that may be needed is written in the first one.
    output: { codeSplitting: { groups: [{ name: 'first', test: FIRST_SCREEN }, { name: 'more', test: FURTHER_PAGES }] } },
  });

/** The API's page reads the contract from beside itself: as it is written, and as programs read it. */
async function build_docs(dist: string): Promise<void> {
  await build_alone(dist, 'docs', {});
  const folder = join(dist, 'api/docs');
  mkdirSync(folder, { recursive: true });
  renameSync(join(dist, 'docs/index.html'), join(folder, 'index.html'));
  rmSync(join(dist, 'docs'), { recursive: true });
  const contract = readFileSync(join(root, '../server/api/openapi.yaml'), 'utf8');
  writeFileSync(join(folder, 'openapi.yaml'), contract);
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(parseYaml(contract)));
}

async function build_alone(dist: string, app: string, options: NonNullable<UserConfig['build']>['rollupOptions']): Promise<void> {
  const config: UserConfig & { configFile: false } = {
    configFile: false,
    root,
    logLevel: 'warn',
    resolve: { alias },
    publicDir: false,
    plugins: [vue()],
    define: {
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      outDir: dist,
      emptyOutDir: false,
      assetsInlineLimit: 0,
      target: 'es2022',
      // A browser of this target knows it, and does without where it does not.
      modulePreload: { polyfill: false },
      rollupOptions: { input: resolve(root, app, 'index.html'), ...options },
    },
  };
  await build(config);
}

const FIRST_SCREEN =
  /node_modules\/@?vue\b|preload-helper|shared\/(i18n\/index|domain\/clock|ui\/scheme)\.ts|resident\/((App|HomePage|parts\/CallButton)\.vue|(main|api|catalog|draft|elder|memory|mine|online|route|words|i18n\/first)\.ts)/;

const FURTHER_PAGES =
  /rolldown.runtime|resident\/((api_more|attachments|call|catalog_more|home_more|more|part_words|refusal|sending|villages|i18n\/(zh|find))\.ts|more\.css|parts\/(AttachmentForm|FollowForm|PendingPanel|StepHeading|TextField)\.vue)|shared\/(media\/|domain\/time\.ts)/;

async function build_service_worker(dist: string, names: string[]): Promise<void> {
  const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const own = files_below(join(dist, 'crew')).map((file) => ({
    url: `/${relative(dist, file).replace(/index\.html$/, '')}`,
    revision: hash(file),
  }));
  const hashed = names.filter((name) => name.startsWith('assets/')).map((name) => ({ url: `/${name}`, revision: null }));
  const config: UserConfig & { configFile: false } = {
    configFile: false,
    root,
    logLevel: 'warn',
    resolve: { alias },
    publicDir: false,
    define: {
      __PRECACHE__: JSON.stringify([...own, ...hashed]),
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      outDir: join(dist, 'crew'),
      emptyOutDir: false,
      lib: {
        entry: join(root, 'crew/service_worker.ts'),
        formats: ['iife'],
        name: 'service_worker',
        fileName: () => 'service_worker.js',
      },
    },
  };
  await build(config);
}

export default defineConfig({
  root,
  base: '/',
  appType: 'mpa',
  publicDir: false,
  resolve: { alias },
  plugins: [vue(), addresses(), layout()],
  server: { host: '127.0.0.1', proxy: { '/api': { target: 'http://127.0.0.1:8080' } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    rollupOptions: {
      input: Object.fromEntries(
        apps.filter((app) => !ALONE.includes(app)).map((app) => [app, resolve(root, app, 'index.html')]),
      ),
    },
  },
});
