import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The controller embeds `dist` and serves it under a strict content policy: no inline script, no outside address.
export default defineConfig({
  plugins: [react()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { entryFileNames: "assets/[name]-[hash].js" } },
  },
  server: { port: 3000, proxy: { "/api": "http://127.0.0.1:8000" } },
});
