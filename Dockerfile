# One image for web, sfu, worker, beat and migrate; docker-compose.yml says which command each of them runs.

FROM node:22-slim AS front-end
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim AS packages
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev

# The media server's way to send a packet to all its receivers at once; without it, it does the same in Python.
FROM python:3.11 AS native
COPY rooms/sfu/fanout.c .
RUN cc -O2 -Wall -Wextra -Werror -shared -fPIC -o /fanout.so fanout.c -lm

FROM python:3.11-slim
# A fixed id, so that volumes and policies can name it; no shell, no home to write to.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin vip
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY manage.py ./
COPY vip/ vip/
COPY sessions/ sessions/
COPY rooms/ rooms/
COPY --from=native /fanout.so rooms/sfu/fanout.so
COPY notifications/ notifications/
COPY frontend/ frontend/
COPY --from=front-end /app/frontend/dist/ frontend/dist/
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=vip.settings
# Collecting needs settings but no servers. These stand-ins live for this one line and never reach the image.
RUN SECRET_KEY=stand-in-for-collecting-static-files-and-for-nothing-else \
    ALLOWED_HOSTS=build PUBLIC_URL=https://build EMAIL_URL=smtp://build \
    DATABASE_URL=postgres://build/none REDIS_URL=redis://build \
    python manage.py collectstatic --noinput --verbosity 0
USER vip
EXPOSE 8000
CMD ["daphne", "-v", "0", "-b", "0.0.0.0", "-p", "8000", "--proxy-headers", "vip.asgi:application"]
