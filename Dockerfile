FROM python:3.11-slim
WORKDIR /app
RUN useradd --create-home contentflow && mkdir /data && chown contentflow /data /app
COPY --chown=contentflow requirements.txt requirements-demo.txt ./
RUN pip install --no-cache-dir -r requirements.txt \
 && pip install --no-cache-dir --no-deps -r requirements-demo.txt
COPY --chown=contentflow . .
USER contentflow
ENV CONTENTFLOW_DATA_DIR=/data PATH=/usr/local/bin:$PATH
RUN python -c "from contentflow.serve import build_if_changed; build_if_changed()"
CMD ["python", "-m", "contentflow.serve"]
